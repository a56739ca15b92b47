# Rubin's rules of multiple_imputation.json, for four filled tables: estimate, variance and degrees of freedom by MIcombine of
# package mitools, without a bound on the degrees of freedom of a table without gaps; and those by pool.scalar of package mice
# where such a table has sixteen (MIcombine has a bound, too, but takes the variance between tables without its 1 + 1 / m).
# Made by: cd tests/analysis/r && Rscript multiple_imputation.R
# R 4.2.2, mitools 2.4, mice 3.15.0, jsonlite 1.8.4
suppressMessages({library(mitools); library(mice)})
estimates <- c(2.13, 2.41, 1.98, 2.27)
errors <- c(0.31, 0.28, 0.35, 0.3)
pooled <- MIcombine(as.list(estimates), as.list(errors^2))
results <- list(estimates = estimates, errors = errors, estimate = unname(pooled$coefficients), se = sqrt(c(pooled$variance)), df = c(pooled$df),
                df_of_sixteen = pool.scalar(estimates, errors^2, n = 17, k = 1)$df)
jsonlite::write_json(results, "multiple_imputation.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
