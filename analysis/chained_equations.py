"""The chain that fills gaps: statsmodels' `MICEData`, on numbers only.

`MICEData` lets every item be predicted by a formula, which is read, checked and turned into columns
anew at every step; all ours are numbers already, and that takes nearly all of the time. `Chain`
hands it the columns as they are, and `LeastSquares` fits them by the normal equations. What is
random, the order of the steps and the matching are those of statsmodels.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from statsmodels.imputation.mice import MICEData

from analysis.estimates import Values


class LeastSquares:
    """A regression with what `MICEData` asks of a model: fit, params, cov_params, predict."""

    def __init__(self, endog: Values, exog: Values) -> None:
        """The regression of `endog` on the columns of `exog`."""
        self.endog, self.exog = endog, exog
        self.params = np.empty(0)
        self._covariance = np.empty((0, 0))

    def fit(self) -> LeastSquares:
        """The model itself, with its coefficients."""
        inverse = np.linalg.inv(self.exog.T @ self.exog)
        self.params = inverse @ (self.exog.T @ self.endog)
        residual = self.endog - self.exog @ self.params
        spare = max(len(residual) - len(self.params), 1)
        self._covariance = inverse * (residual @ residual) / spare
        return self

    def cov_params(self) -> Values:
        """The covariance of the coefficients."""
        return self._covariance

    def predict(self, params: Values, exog: Values) -> Values:
        """The outcome that `params` expect at each row of `exog`."""
        return exog @ params


class Chain(MICEData):
    """`MICEData` whose every column is predicted by a constant and all other columns."""

    def set_imputer(self, endog_name: str, **settings: Any) -> None:
        """Predict the column by `LeastSquares`."""
        super().set_imputer(endog_name, model_class=LeastSquares, **settings)

    def get_fitting_data(self, vname: str) -> tuple[Values, Values, dict, dict]:
        """The column and its predictors where it was answered; no options.

        Each step of the chain asks for these and then, before anything has changed, for
        `get_split_data`, so the parts are kept from one to the other.
        """
        self._parts = self._split(vname)
        return *self._parts[:2], {}, {}

    def get_split_data(self, vname: str) -> tuple[Values, Values, Values, dict, dict]:
        """The same, and the predictors where it was not answered; no options."""
        return *self._parts, {}, {}

    def _split(self, vname: str) -> tuple[Values, Values, Values]:
        data: pd.DataFrame = self.data
        column, others = data[vname].to_numpy(), data.drop(columns=vname).to_numpy()
        exog = np.column_stack([np.ones(len(others)), others])
        answered = self.ix_obs[vname]
        return column[answered], exog[answered], exog[self.ix_miss[vname]]
