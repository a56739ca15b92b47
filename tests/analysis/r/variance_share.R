# Omega squared of variance_share.json, from respondents.csv: by anova of the weighted answers, and its error by the stratified
# jackknife (JKn) of package survey.
# Made by: cd tests/analysis/r && Rscript variance_share.R
# R 4.2.2, survey 4.1.1, jsonlite 1.8.4
suppressMessages(library(survey))
d <- read.csv("respondents.csv", na.strings = "")
design <- svydesign(ids = ~institution, strata = ~stratum, weights = ~weight, data = d, nest = TRUE)
omega <- function(w, data) {
  inside <- w > 0 & !is.na(data$item_1) & !is.na(data$trust)
  data <- data[inside, ]; data$scaled <- w[inside] * sum(inside) / sum(w[inside])
  table <- anova(lm(item_1 ~ factor(trust), data, weights = scaled))
  between <- table[1, "Sum Sq"]; within <- table[2, "Mean Sq"]
  (between - table[1, "Df"] * within) / (sum(table[["Sum Sq"]]) + within)
}
jackknifed <- withReplicates(as.svrepdesign(design, type = "JKn", mse = TRUE), omega, return.replicates = TRUE)
whole <- as.vector(coef(jackknifed))
clusters <- with(unique(d[c("stratum", "institution")]), table(stratum))
share <- (rep(clusters, clusters) - 1) / rep(clusters, clusters)
results <- list(plain = whole, se = as.vector(SE(jackknifed)), estimate = whole - sum(share * (jackknifed$replicates - whole)))
jsonlite::write_json(results, "variance_share.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
