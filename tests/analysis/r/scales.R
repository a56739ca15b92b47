# The coefficients of scales.json, from respondents.csv: without weights, alpha by package psych and omega from the loadings
# of factanal and of psych::fa (which goes astray with three items, where the model is saturated); with weights, both by
# package survey from design-based moments.
# Made by: cd tests/analysis/r && Rscript scales.R
# R 4.2.2, psych 2.2.9, survey 4.1.1, jsonlite 1.8.4
suppressMessages({library(survey); library(psych)})
d <- read.csv("respondents.csv", na.strings = "")
three <- paste0("item_", 1:3); six <- paste0("item_", 1:6)

plain <- function(items) {
  x <- d[complete.cases(d[items]), items]
  s <- cov(x)
  coefficient <- function(l) sum(l)^2 / (sum(l)^2 + sum(diag(s) - l^2))
  fine <- factanal(covmat = s, factors = 1, n.obs = nrow(x), control = list(opt = list(factr = 1e3, pgtol = 0, maxit = 5000)))
  loadings <- if (length(items) > 3) as.vector(fa(x, nfactors = 1, fm = "ml", covar = TRUE)$loadings)
  list(n = nrow(x), alpha = alpha(x)$total$raw_alpha, omega_fa = if (!is.null(loadings)) coefficient(loadings),
       omega_factanal = coefficient(as.vector(fine$loadings) * sqrt(diag(s))))
}

# The scale of three items has a closed form: the product of two covariances over the third is a squared loading.
weighted <- function() {
  x <- transform(d, aa = item_1^2, bb = item_2^2, cc = item_3^2,
                 ab = item_1 * item_2, ac = item_1 * item_3, bc = item_2 * item_3)
  design <- svydesign(ids = ~institution, strata = ~stratum, weights = ~weight, data = x, nest = TRUE)
  design <- subset(design, complete.cases(x[three]))
  m <- svymean(~ item_1 + item_2 + item_3 + aa + bb + cc + ab + ac + bc, design)
  expressions <- list(
    vaa = "(aa - item_1^2)", vbb = "(bb - item_2^2)", vcc = "(cc - item_3^2)",
    vab = "(ab - item_1 * item_2)", vac = "(ac - item_1 * item_3)", vbc = "(bc - item_2 * item_3)"
  )
  fill <- function(text) { for (v in names(expressions)) text <- gsub(v, expressions[[v]], text, fixed = TRUE); text }
  total <- "(vaa + vbb + vcc + 2 * vab + 2 * vac + 2 * vbc)"
  common <- "(sqrt(vab * vac / vbc) + sqrt(vab * vbc / vac) + sqrt(vac * vbc / vab))^2"
  text <- c(alpha = paste("3 / 2 * (1 - (vaa + vbb + vcc) /", total, ")"), omega = paste(common, "/", total))
  lapply(text, function(one) {
    contrast <- svycontrast(m, str2lang(fill(one)))
    list(estimate = as.vector(coef(contrast)), se = as.vector(SE(contrast)), df = degf(design))
  })
}
results <- list(three = plain(three), six = plain(six), weighted_three = weighted())
jsonlite::write_json(results, "scales.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
