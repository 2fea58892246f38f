"""Bias per identity term: real rows that mention a group, and our held-out sentences."""

import re

import numpy as np

from metrics import auc_with_interval, bias_aucs, rate_with_interval

# Groups as real texts mention them (word forms only, no slurs).
GROUPS = {
    "women": r"wom[ae]n|females?|girls?|lad(?:y|ies)|wife|wives",
    "men": r"m[ae]n|males?|boys?|guys?",
    "trans": r"trans(?:gender|sexual)?s?|non-?binary",
    "gay or lesbian": r"gays?|lesbians?|homosexuals?|lgbt\w*|queer|bisexuals?",
    "Muslim": r"muslims?|islam\w*|moslems?",
    "Jewish": r"jews?|jewish",
    "Christian": r"christians?|catholics?",
    "Black": r"blacks?|african[- ]americans?|africans?",
    "white": r"whites?|caucasians?",
    "Asian": r"asians?|chinese|japanese|koreans?",
    "Latino or Mexican": r"latin[oax]s?|hispanics?|mexicans?",
    "Indian or Pakistani": r"indians?|pakistanis?|hindus?",
    "immigrant or refugee": r"immigra\w+|migrants?|refugees?|foreigners?",
    "disabled": r"disab\w+|deaf|blind|autis\w+|wheelchairs?|handicapped|mentally ill",
    "old": r"old (?:people|man|men|woman|women|person)|elderly|seniors?|pensioners?|boomers?",
    "Arab": r"arabs?|arabic",
}


def real_groups(rows, positive, scores):
    """Subgroup, BPSN and BNSP AUC over real texts, by mention."""
    result = {}
    for name, pattern in GROUPS.items():
        mention = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
        member = np.array([bool(mention.search(r["text"])) for r in rows])
        if min((member & positive).sum(), (member & ~positive).sum()) >= 20:
            result[name] = bias_aucs(positive, scores, member)
    return result


def summary(groups):
    """The worst group of each kind, which is what counts."""
    result = {}
    for kind in ("subgroup", "bpsn", "bnsp"):
        values = {name: parts[kind]["auc"] for name, parts in groups.items() if parts[kind]["auc"] is not None}
        if values:
            worst = min(values, key=values.get)
            result[kind] = {"worst": worst, "auc": values[worst], "mean": float(np.mean(list(values.values())))}
    return result


def term_groups(rows, positive, scores, threshold):
    """The same per term of templates, with the rates at the threshold."""
    result, terms = {}, np.array([r["term"] for r in rows])
    for term in sorted(set(terms) - {""}):
        member = terms == term
        parts = bias_aucs(positive, scores, member)
        flagged = scores >= threshold
        result[term] = parts | {
            "false_positive_rate": rate_with_interval(int((flagged & member & ~positive).sum()), int((member & ~positive).sum())),
            "recall": rate_with_interval(int((flagged & member & positive).sum()), int((member & positive).sum()))}
    return result


def kinds(rows, scores, thresholds, names):
    """Share of each kind of sentence that each label flags."""
    result, kind = {}, np.array([r["kind"] for r in rows])
    for k in sorted(set(kind) - {""}):
        part = scores[kind == k]
        result[k] = {n: rate_with_interval(int((part[:, i] >= thresholds[n]).sum()), len(part)) for i, n in enumerate(names)}
        result[k]["any"] = rate_with_interval(
            int((part >= np.array([thresholds[n] for n in names])).any(axis=1).sum()), len(part))
    return result


def by_source(rows, known, positive, scores):
    sources = np.array([r["source"] for r in rows])
    result = {}
    for source in sorted(set(sources[known])):
        part = known & (sources == source)
        measured = auc_with_interval(positive[part], scores[part])
        if measured["auc"] is not None:
            result[source] = measured
    return result
