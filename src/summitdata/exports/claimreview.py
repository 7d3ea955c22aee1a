"""claimreview(): the verdicts as schema.org ClaimReview, which fact checks are published in."""

from __future__ import annotations

import json
from typing import Any

from summitdata.article.evidence import VERDICTS, Corroboration, Verdict, corroborate
from summitdata.datapackage import descriptor
from summitdata.tables import rows

__all__ = ["claimreview"]

RATINGS: dict[Verdict, int] = {"corroborated": 5, "consistent": 4, "disputed": 2}
"""The number of each verdict between 1 (false) and 5 (true); a claim that nobody supports is not thereby false."""


def claimreview() -> str:
    """Return a ClaimReview for each figure of the article, as JSON-LD.

    Returns
    -------
    str
        One JSON object whose `@graph` has a review a figure: the claim with the phrase and the place that prints it,
        the verdict as its rating, the explanation, and the pages that the verdict rests on.

    Examples
    --------
    >>> reviews = json.loads(claimreview())["@graph"]
    >>> reviews[2]["claimReviewed"]
    'Trade between China and the five Central Asian states: US$94.8 billion'
    >>> reviews[2]["reviewRating"]["alternateName"]
    'corroborated'
    """
    reviews = [_review(row, corroborate(row["id"])) for row in rows("figures")]
    return json.dumps({"@context": "https://schema.org", "@graph": reviews}, indent=2, ensure_ascii=False) + "\n"


def _review(row: dict[str, Any], found: Corroboration) -> dict[str, Any]:
    said = descriptor()
    article = said["sources"][0]
    page = {
        "@type": "NewsArticle",
        "headline": article["title"],
        "url": article["path"],
        "datePublished": article["date"],
        "publisher": {"@type": "Organization", "name": article["publisher"]},
    }
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": found.verdict, "ratingExplanation": found.why}
    if found.verdict in RATINGS:
        rating |= {"ratingValue": RATINGS[found.verdict], "bestRating": 5, "worstRating": 1}
    return {
        "@type": "ClaimReview",
        "@id": f"#{row['id']}",
        "claimReviewed": f"{row['label']}: {row['printed']}",
        "datePublished": row["checked"] or said["released"],
        "author": {"@type": "Organization", "name": said["contributors"][0]["title"]},
        "itemReviewed": {
            "@type": "Claim",
            "text": row["printed"],
            "datePublished": article["date"],
            "author": {"@type": "Organization", "name": article["publisher"]},
            "appearance": page,
        },
        "reviewRating": rating,
        "reviewBody": f"{VERDICTS[found.verdict].capitalize()}. {found.why}",
        "citation": [
            {
                "@type": "CreativeWork",
                "url": statement.address,
                "publisher": {"@type": "Organization", "name": statement.publisher},
            }
            for statement in found.statements
            if statement.counts
        ],
    }
