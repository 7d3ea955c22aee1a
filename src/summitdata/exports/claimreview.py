"""The format claimreview: the verdicts as schema.org ClaimReview, in which fact checks are published."""

from __future__ import annotations

import json
from typing import Any

from summitdata.article.evidence import VERDICTS, Corroboration, Verdict, evidence
from summitdata.datapackage import descriptor
from summitdata.tables import rows

__all__ = ["claimreview"]

RATINGS: dict[Verdict, int] = {
    "corroborated": 5,
    "one_origin": 4,
    "consistent": 4,
    "mixed": 3,
    "outdated": 2,
    "disputed": 2,
}
"""The rating of each verdict from 1 (false) to 5 (true); an unsupported claim is not false and has no rating."""


def claimreview(base: str = "") -> str:
    """Return a ClaimReview for each figure of the article and each relation that it names, as JSON-LD.

    Parameters
    ----------
    base : str, optional
        The address of the page on which the verdicts are published. Without it, the `homepage` of the package is the
        base, if it has one.

    Returns
    -------
    str
        One JSON object whose `@graph` has one review per figure or relation: the claim with the phrase that prints it,
        the verdict as its rating, the explanation, and the pages that the verdict is based on. With a base, each review
        has a `url`, which Google requires besides `claimReviewed` and the `alternateName` of the rating
        (https://developers.google.com/search/docs/appearance/structured-data/factcheck).

    Examples
    --------
    >>> reviews = json.loads(claimreview())["@graph"]
    >>> reviews[2]["claimReviewed"]
    'Trade between China and the five Central Asian states: US$94.8 billion'
    >>> reviews[2]["reviewRating"]["alternateName"]
    'one_origin'
    """
    base = base or descriptor().get("homepage", "")
    relations = [{**row, "label": row["paraphrase"].rstrip(".")} for row in rows("claims") if row["kind"] == "relation"]
    reviews = [_review(row, evidence(row["id"]), base) for row in [*rows("figures"), *relations]]
    return json.dumps({"@context": "https://schema.org", "@graph": reviews}, indent=2, ensure_ascii=False) + "\n"


def _review(row: dict[str, Any], corroboration: Corroboration, base: str) -> dict[str, Any]:
    package = descriptor()
    article = package["sources"][0]
    page = {
        "@type": "NewsArticle",
        "headline": article["title"],
        "url": article["path"],
        "datePublished": article["date"],
        "publisher": {"@type": "Organization", "name": article["publisher"]},
    }
    verdict = corroboration.verdict
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": verdict, "ratingExplanation": corroboration.why}
    if verdict in RATINGS:
        rating |= {"ratingValue": RATINGS[verdict], "bestRating": 5, "worstRating": 1}
    return {
        "@type": "ClaimReview",
        "@id": f"{base}#{row['id']}",
        **({"url": f"{base}#{row['id']}"} if base else {}),
        "claimReviewed": f"{row['label']}: {row['printed']}",
        "datePublished": row["checked"] or package["released"],
        "author": {
            "@type": "Organization",
            "name": package["contributors"][0]["title"],
            **({"url": base} if base else {}),
        },
        "itemReviewed": {
            "@type": "Claim",
            "text": row["printed"],
            "datePublished": article["date"],
            "author": {"@type": "Organization", "name": article["publisher"]},
            "appearance": page,
        },
        "reviewRating": rating,
        "reviewBody": f"{VERDICTS[verdict].capitalize()}. {corroboration.why}",
        "citation": [
            {
                "@type": "CreativeWork",
                "url": statement.address,
                "publisher": {"@type": "Organization", "name": statement.publisher},
            }
            for statement in corroboration.statements
            if statement.counts
        ],
    }
