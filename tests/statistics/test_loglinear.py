"""The log-linear fit against statsmodels' GLM."""

import numpy as np
import pytest
import statsmodels.api as sm

from purbeck.statistics.loglinear import fit_loglinear


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("mean", [1.5, 40.0, 3000.0])
def test_fit_is_statsmodels_glm(seed, mean):
    generator = np.random.default_rng(seed)
    design = np.column_stack([np.ones(60), generator.normal(size=60), np.arange(60) % 4 == 0])
    exposure = generator.lognormal(3, 1, 60)
    response = generator.poisson(generator.gamma(2.0, exposure * mean / 20)).astype(float)
    theirs = sm.GLM(response, design, family=sm.families.Poisson(), offset=np.log(exposure)).fit(tol=1e-12)
    ours = fit_loglinear(response, design, np.log(exposure))
    assert np.allclose(ours.coefficients, theirs.params, atol=1e-8)
    assert np.allclose(ours.fitted, theirs.mu, rtol=1e-7)
    assert np.allclose(ours.covariance, theirs.normalized_cov_params, rtol=1e-6)


def test_counts_that_lie_on_the_model_are_fitted_exactly():
    design = np.column_stack([np.ones(4), [0.0, 0, 1, 1]])
    fit = fit_loglinear(np.array([10.0, 10, 30, 30]), design, np.zeros(4))
    assert np.exp(fit.coefficients) == pytest.approx([10, 3])


def test_a_level_without_events_is_refused_rather_than_fitted_at_minus_infinity():
    design = np.column_stack([np.ones(4), [0.0, 0, 1, 1]])
    with pytest.raises(ValueError, match="does not settle"):
        fit_loglinear(np.array([10.0, 10, 0, 0]), design, np.zeros(4))
