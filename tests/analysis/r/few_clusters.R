# The errors of few_clusters.json, from respondents.csv: residuals adjusted by package clubSandwich (CR2), then summed within
# strata; mean of that variance, and degrees of freedom by Satterthwaite, from dense matrices, which the package confirms
# where there are no strata. No package has it for ordered answers: there the same, written out, with the observed information of
# each cluster in the place of its cross-products.
# Made by: cd tests/analysis/r && Rscript few_clusters.R
# R 4.2.2, clubSandwich 0.5.8, MASS 7.3.58.2, jsonlite 1.8.4
suppressMessages({library(clubSandwich); library(MASS)})
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

# Ordered answers: chances F(c_y - b'x) - F(c_(y - 1) - b'x); how the likelihood bends by differences of the scores.
x <- cbind(d$user, d$rural, d$item_1); y <- d$trust; cuts <- max(y) - 1
scores <- function(at) {
  ends <- c(-Inf, at[-(1:3)], Inf); eta <- drop(x %*% at[1:3])
  upper <- ends[y + 1] - eta; lower <- ends[y] - eta; chance <- plogis(upper) - plogis(lower)
  d$weight * cbind(-x * (dlogis(upper) - dlogis(lower)),
                   outer(y, 1:cuts, "==") * dlogis(upper) - outer(y - 1, 1:cuts, "==") * dlogis(lower)) / chance
}
bent <- function(at, rows) {
  total <- function(there) colSums(scores(there)[rows, , drop = FALSE])
  h <- sapply(seq_along(at), function(j) { e <- replace(0 * at, j, 1e-5); (total(at - e) - total(at + e)) / 2e-5 })
  (h + t(h)) / 2
}
start <- suppressWarnings(polr(ordered(y) ~ x, weights = weight, data = d))
at <- unname(c(start$coefficients, start$zeta))
for (step in 1:20) at <- at + solve(bent(at, seq_along(y)), colSums(scores(at)))
rows <- split(seq_along(y), clusters)
bread <- solve(bent(at, seq_along(y))); root <- t(chol(bread))
shares <- lapply(rows, function(g) t(root) %*% bent(at, g) %*% root)
grown <- lapply(shares, function(share) { e <- eigen(diag(nrow(bread)) - share, symmetric = TRUE); e$vectors %*% (t(e$vectors) / sqrt(e$values)) })
adjusted <- t(sapply(seq_along(rows), function(g) root %*% grown[[g]] %*% t(root) %*% colSums(scores(at)[rows[[g]], , drop = FALSE])))
moments <- sapply(seq_along(at), function(j) {
  u <- sapply(grown, function(a) a %*% root[j, ])
  shared <- sapply(seq_along(rows), function(g) shares[[g]] %*% u[, g])
  p <- diag(colSums(u * shared)) - t(shared) %*% shared
  c(mean = sum(diag(within %*% p)) / bread[j, j], df = sum(diag(within %*% p))^2 / sum(diag(within %*% p %*% within %*% p)))
})
ordered_answers <- list(estimate = at, df = moments["df", ],
                        se = sqrt(diag(t(adjusted) %*% within %*% adjusted) / pmin(moments["mean", ], 1)))
jsonlite::write_json(list(linear = linear, logistic = logistic, ordered = ordered_answers), "few_clusters.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
