// How the search of the site ranks: as Sphinx does, but a title with every word of the query is above what has the
// words in different places.
var Scorer = {
  score: ([, title, , , score]) => {
    const words = (new URLSearchParams(location.search).get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
    return words.every((word) => title.toLowerCase().includes(word)) ? score + 10 : score;
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
