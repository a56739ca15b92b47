# Rubin's rules of multiple_imputation.json, for four filled tables: estimate, variance and degrees of freedom by MIcombine of
# package mitools, without a bound on the degrees of freedom of a table without gaps.
# Made by: cd tests/analysis/r && Rscript multiple_imputation.R
# R 4.2.2, mitools 2.4, jsonlite 1.8.4
suppressMessages(library(mitools))
estimates <- c(2.13, 2.41, 1.98, 2.27)
errors <- c(0.31, 0.28, 0.35, 0.3)
pooled <- MIcombine(as.list(estimates), as.list(errors^2))
results <- list(estimates = estimates, errors = errors, estimate = unname(pooled$coefficients), se = sqrt(c(pooled$variance)), df = c(pooled$df))
jsonlite::write_json(results, "multiple_imputation.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
