# The coefficients of models.json, from respondents.csv: under the design by package survey (svyglm, svyolr), without by MASS.
# Made by: cd tests/analysis/r && Rscript models.R
# R 4.2.2, survey 4.1.1, MASS 7.3.58.2, jsonlite 1.8.4
suppressMessages({library(survey); library(MASS)})
d <- read.csv("respondents.csv", na.strings = "")
d$rural <- as.integer(d$residence == "rural"); d$user <- as.integer(d$used == "yes")
tight <- list(epsilon = 1e-14, maxit = 100)
as_lists <- function(coefficients, v) list(estimate = unname(coefficients), se = unname(sqrt(diag(v))))
with_design <- function(columns) {
  subset(svydesign(ids = ~institution, strata = ~stratum, weights = ~weight, data = d, nest = TRUE),
         complete.cases(d[columns]))
}

design <- with_design(c("trust", "user", "item_1", "rural"))
linear <- svyglm(trust ~ user + rural + item_1, design)
logit <- svyglm(user ~ rural + item_1, design, family = quasibinomial(), control = tight)

# svyolr stops early, and so does polr within it; both are started again from where they stopped.
form <- ordered(trust) ~ user + rural + item_1
design <- update(design, level = ordered(trust))
again <- function(fit, f) { for (i in 1:5) fit <- f(fit); fit }
ordered_fit <- again(svyolr(level ~ user + rural + item_1, design), function(fit)
  svyolr(level ~ user + rural + item_1, design, control = list(reltol = 1e-15, maxit = 500),
         start = c(fit$coefficients, fit$zeta[1], log(diff(fit$zeta)))))
plain <- d[complete.cases(d[c("trust", "user", "item_1", "rural")]), ]
polr_fit <- again(polr(form, plain, Hess = TRUE), function(fit)
  polr(form, plain, start = c(fit$coefficients, fit$zeta), Hess = TRUE, control = list(reltol = 1e-15, maxit = 500)))

# Proportional odds: the logits of every cut stacked, each respondent a row for each cut, in the design of before.
stacked <- do.call(rbind, lapply(1:4, function(cut) transform(plain, cut = cut, above = as.integer(trust > cut))))
stacked_design <- svydesign(ids = ~institution, strata = ~stratum, weights = ~weight, data = stacked, nest = TRUE)
cuts <- svyglm(above ~ factor(cut) * (user + rural + item_1), stacked_design, family = quasibinomial(), control = tight)
v <- vcov(cuts); b <- coef(cuts)
wald <- function(pattern) {
  at <- grep(paste0("factor\\(cut\\).:", pattern), names(b))
  list(wald = drop(t(b[at]) %*% solve(v[at, at], b[at])), constraints = length(at))
}
# Mediation: the scores of both models under one design (all of them complete in the same columns).
design <- with_design(c("trust", "user", "item_1"))
scores <- function(fit) {
  (model.matrix(fit) * resid(fit, "working") * fit$weights) %*% fit$naive.cov
}
to_mediator <- svyglm(item_1 ~ user, design); to_outcome <- svyglm(trust ~ user + item_1, design)
both <- cbind(scores(to_mediator)[, 2], scores(to_outcome)[, c(3, 2)])
paths <- c(coef(to_mediator)[[2]], coef(to_outcome)[[3]], coef(to_outcome)[[2]])
joint <- survey:::svyrecvar(both, design$cluster, design$strata, design$fpc)

results <- list(
  mediation = list(paths = paths, covariance = unname(joint)),
  linear = as_lists(coef(linear), vcov(linear)),
  logistic = as_lists(coef(logit), vcov(logit)),
  proportional_odds = as_lists(c(ordered_fit$coefficients, ordered_fit$zeta), ordered_fit$var),
  polr = list(estimate = unname(c(polr_fit$coefficients, polr_fit$zeta)), deviance = polr_fit$deviance),
  n = nrow(plain),
  parallel = list(user = wald("user"), rural = wald("rural"), item_1 = wald("item_1"))
)
jsonlite::write_json(results, "models.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
