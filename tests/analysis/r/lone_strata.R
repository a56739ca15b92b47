# The estimates of lone_strata.json: one stratum of respondents.csv has lost all clusters but one, and is "adjusted".
# Made by: cd tests/analysis/r && Rscript lone_strata.R
# R 4.2.2, survey 4.1.1, jsonlite 1.8.4
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust")
d <- read.csv("respondents.csv", na.strings = "")
last <- max(d$stratum)
kept <- min(d$institution[d$stratum == last])
d <- d[d$stratum != last | d$institution == kept, ]
design <- svydesign(ids = ~institution, strata = ~stratum, weights = ~weight, data = d, nest = TRUE)

stats <- function(estimate, df) {
  list(estimate = unname(coef(estimate)), se = unname(as.vector(SE(estimate))), df = df)
}
here <- subset(design, !is.na(item_1))
rural <- subset(design, residence == "rural" & !is.na(item_1))
model <- svyglm(item_1 ~ I(residence == "rural"), design)
results <- list(
  mean_item_1 = stats(svymean(~item_1, here), degf(here)),
  total_item_1 = stats(svytotal(~item_1, here), degf(here)),
  mean_item_1_rural = stats(svymean(~item_1, rural), degf(rural)),
  difference_residence = list(estimate = unname(coef(model)[2]), se = unname(SE(model)[2]))
)
jsonlite::write_json(results, "lone_strata.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
