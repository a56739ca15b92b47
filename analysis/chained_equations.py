"""The chain that fills gaps: statsmodels' `MICEData`, on numbers only.

`MICEData` lets every item be predicted by a formula, which is read, checked and turned into columns
anew at every step; all ours are numbers already, and that takes nearly all of the time. `Chain` keeps
the columns in one matrix, and `LeastSquares` fits them by the normal equations. What is random, the
order of the steps and the matching are those of statsmodels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.imputation.mice import MICEData

from analysis.estimates import Values

RIDGE = 1e-9
"""What is added to each predictor's square, as a share of it. A predictor that follows from others among those
who were asked (that they use a service, for one) then shares their coefficient, and predictions stay."""


class LeastSquares:
    """A regression with what `MICEData` asks of a model: fit, params, cov_params, predict."""

    def __init__(self, endog: Values, exog: Values) -> None:
        """The regression of `endog` on the columns of `exog`."""
        self.endog, self.exog = endog, exog
        self.params = np.empty(0)
        self._covariance = np.empty((0, 0))

    def fit(self) -> LeastSquares:
        """The model itself, with its coefficients."""
        squares = self.exog.T @ self.exog
        own = squares.diagonal()
        np.fill_diagonal(squares, np.where(own > 0, own * (1 + RIDGE), 1))
        inverse = np.linalg.inv(squares)
        inverse = (inverse + inverse.T) / 2
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
    """`MICEData` whose every column is predicted by a constant, all other columns and a column of its own."""

    def __init__(
        self,
        data: pd.DataFrame,
        own: pd.DataFrame,
        asked: Mapping[str, NDArray[np.bool_]],
        **settings: Any,
    ) -> None:
        """The chain of `data`; `own` has the predictors that stand in the places of columns with gaps.

        `asked` has, for columns that not everybody was asked of, who was: nobody else is a donor.
        """
        # With the constant no row is without any answer: `MICEData` would drop it.
        super().__init__(
            pd.concat([pd.DataFrame({"constant": 1.0}, data.index), data], axis=1), **settings
        )
        self._matrix = self.data.to_numpy(dtype=float)
        self._place = {name: place for place, name in enumerate(self.data)}
        self._own = {name: column.to_numpy(dtype=float) for name, column in own.items()}
        for name, those in asked.items():
            self.ix_obs[name] = self.ix_obs[name][those[self.ix_obs[name]]]

    def column(self, name: str) -> Values:
        """A column as it is filled now."""
        return self._matrix[:, self._place[name]].copy()

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
        column, answered = self.column(vname), self.ix_obs[vname]
        self._matrix[:, self._place[vname]] = self._own.get(vname, 0.0)
        parts = column[answered], self._matrix[answered], self._matrix[self.ix_miss[vname]]
        self._matrix[:, self._place[vname]] = column
        return parts

    def _store_changes(self, col: str, vals: Values) -> None:
        self._matrix[self.ix_miss[col], self._place[col]] = vals
