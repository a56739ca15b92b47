# The estimates of survey.json, by R's package survey from respondents.csv.
# Made by: cd tests/analysis/r && Rscript survey.R
# R 4.2.2, survey 4.1.1, jsonlite 1.8.4
suppressMessages(library(survey))
options(survey.lonely.psu = "fail")
d <- read.csv("respondents.csv", na.strings = "")
design <- svydesign(ids = ~institution, strata = ~stratum, weights = ~weight, data = d, nest = TRUE)

stats <- function(estimate, df) {
  list(estimate = unname(coef(estimate)), se = unname(as.vector(SE(estimate))),
       deff = unname(as.vector(deff(estimate))), df = df,
       low = unname(confint(estimate, df = df)[, 1]), high = unname(confint(estimate, df = df)[, 2]))
}
whole <- function(formula, f) {
  here <- subset(design, complete.cases(d[all.vars(formula)]))
  stats(f(formula, here, deff = "replace"), degf(here))
}
rural <- subset(design, residence == "rural" & !is.na(item_1))
rural_used <- subset(design, residence == "rural" & !is.na(used))
answered <- subset(design, !is.na(used))
proportion <- function(design) {
  p <- svyciprop(~ I(used == "yes"), design, method = "logit", df = degf(design))
  list(estimate = as.vector(coef(p)), low = attr(p, "ci")[[1]], high = attr(p, "ci")[[2]])
}
by_residence <- svyglm(item_1 ~ I(residence == "rural"), design)
other <- subset(design, sector == "health" & !is.na(item_1))
another <- subset(design, sector == "education" & !is.na(item_1))

both <- subset(design, !is.na(trust) & !is.na(used))
chi <- function(statistic) {
  test <- svychisq(~ trust + used, both, statistic = statistic)
  list(statistic = unname(test$statistic), parameter = unname(test$parameter), p = unname(test$p.value))
}
results <- list(
  mean_item_1 = whole(~item_1, svymean),
  mean_item_4 = whole(~item_4, svymean),
  total_item_1 = whole(~item_1, svytotal),
  shares_used = whole(~used, svymean),
  mean_item_1_rural = stats(svymean(~item_1, rural, deff = "replace"), degf(rural)),
  total_item_1_rural = stats(svytotal(~item_1, rural, deff = "replace"), degf(rural)),
  share_used_logit = proportion(answered),
  share_used_rural_logit = proportion(rural_used),
  difference_residence = list(estimate = unname(coef(by_residence)[2]), se = unname(SE(by_residence)[2])),
  sectors = list(first = stats(svymean(~item_1, other), degf(other))[c("estimate", "se", "df")],
                 second = stats(svymean(~item_1, another), degf(another))[c("estimate", "se", "df")]),
  chisq_first_order = chi("Chisq"),
  chisq_second_order = chi("F")
)
jsonlite::write_json(results, "survey.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
