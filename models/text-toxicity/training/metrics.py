"""AUC, its bias variants, and intervals. Numbers only: no text passes through here."""

import numpy as np
from scipy.stats import rankdata


def auc(positive, scores):
    """Area under the ROC curve (ties count half); None where a class is missing."""
    positive = np.asarray(positive, dtype=bool)
    p, n = int(positive.sum()), int((~positive).sum())
    if p == 0 or n == 0:
        return None
    return float((rankdata(scores)[positive].sum() - p * (p + 1) / 2) / (p * n))


def auc_with_interval(positive, scores, rounds=200, seed=20):
    """AUC with a 95 % bootstrap interval, resampled within each class."""
    positive, scores = np.asarray(positive, dtype=bool), np.asarray(scores)
    value = auc(positive, scores)
    result = {"auc": value, "positives": int(positive.sum()), "negatives": int((~positive).sum())}
    if value is not None:
        rng = np.random.default_rng(seed)
        a, b = scores[positive], scores[~positive]
        labels = np.r_[np.ones(len(a), bool), np.zeros(len(b), bool)]
        draws = [auc(labels, np.r_[rng.choice(a, len(a)), rng.choice(b, len(b))]) for _ in range(rounds)]
        result["interval"] = [float(x) for x in np.percentile(draws, [2.5, 97.5])]
    return result


def rate_with_interval(hits, n, z=1.959964):
    """A share with its Wilson 95 % interval."""
    if n == 0:
        return {"rate": None, "hits": 0, "n": 0}
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return {"rate": p, "hits": int(hits), "n": int(n), "interval": [max(0.0, float(middle - half)), float(middle + half)]}


def bias_aucs(positive, scores, member, seed=20):
    """Borkan et al. 2019: AUC within the subgroup, and across subgroup and background."""
    positive, member = np.asarray(positive, dtype=bool), np.asarray(member, dtype=bool)
    parts = {
        "subgroup": member,
        "bpsn": (~member & positive) | (member & ~positive),
        "bnsp": (~member & ~positive) | (member & positive),
    }
    return {name: auc_with_interval(positive[part], scores[part], rounds=100, seed=seed) for name, part in parts.items()}
