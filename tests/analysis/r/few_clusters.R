# The errors of few_clusters.json, from respondents.csv: residuals adjusted by package clubSandwich (CR2), then summed within
# strata; mean of that variance, and degrees of freedom by Satterthwaite, from dense matrices, which the package confirms
# where there are no strata.
# Made by: cd tests/analysis/r && Rscript few_clusters.R
# R 4.2.2, clubSandwich 0.5.8, jsonlite 1.8.4
suppressMessages(library(clubSandwich))
d <- read.csv("respondents.csv", na.strings = "")
d$rural <- as.integer(d$residence == "rural"); d$user <- as.integer(d$used == "yes")
d <- d[complete.cases(d[c("trust", "user", "item_1", "rural")]), ]
clusters <- factor(d$institution)
strata <- d$stratum[match(levels(clusters), d$institution)]
together <- outer(strata, strata, "==") * 1
n <- colSums(together)
within <- (diag(length(n)) - together / n) * (n / (n - 1))

# Times the root of the weights, errors are alike under the working model, and their adjustment is that of an unweighted fit.
corrected <- function(formula, w) {
  x <- sqrt(w) * model.matrix(formula, d); y <- sqrt(w) * model.response(model.frame(formula, d))
  fit <- lm(y ~ 0 + x)
  v <- vcovCR(fit, cluster = clusters, type = "CR2")
  scores <- t(vcovCR(fit, cluster = clusters, type = "CR2", form = "estfun"))
  bread <- solve(t(x) %*% x)
  residuals_of <- diag(nrow(x)) - x %*% bread %*% t(x)
  rows <- split(seq_len(nrow(x)), clusters)
  linear_in_y <- lapply(seq_along(rows), function(g)
    bread %*% t(x[rows[[g]], ]) %*% attr(v, "adjustments")[[g]] %*% residuals_of[rows[[g]], ])
  satterthwaite <- function(s, j) {
    u <- t(sapply(linear_in_y, function(one) one[j, ]))
    sp <- s %*% u %*% t(u)
    c(mean = sum(diag(sp)) / bread[j, j], df = sum(diag(sp))^2 / sum(diag(sp %*% sp)))
  }
  terms <- seq_len(ncol(x))
  package <- coef_test(fit, vcov = v, test = "Satterthwaite")
  stopifnot(all.equal(unname(sqrt(colSums(scores^2))), package$SE),
            all.equal(unname(sapply(terms, function(j) satterthwaite(diag(length(n)), j)["df"])), package$df_Satt))
  moments <- sapply(terms, function(j) satterthwaite(within, j))
  list(estimate = unname(coef(fit)), df = moments["df", ],
       se = unname(sqrt(diag(t(scores) %*% within %*% scores) / pmin(moments["mean", ], 1))))
}

linear <- corrected(trust ~ user + rural + item_1, d$weight)
# A logistic fit is the linear one of its working response with its working weights.
logit <- glm(user ~ rural + item_1, quasibinomial(), d, weights = weight, control = list(epsilon = 1e-14, maxit = 100))
d$response <- logit$linear.predictors + resid(logit, "working")
logistic <- corrected(response ~ rural + item_1, logit$weights)
jsonlite::write_json(list(linear = linear, logistic = logistic), "few_clusters.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
