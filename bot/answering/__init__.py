"""From a learner's question to the course's key points, or to the news that there are none.

What happens to a question, in order:

1. `small_talk`: hello, thanks and "are you a bot" get an answer of their own.
2. `facets`: after an answer, "why?", "an example please" or "source?" ask for a side of it and need no more.
3. `reading`: the rest is split into words; chat spellings are written out, "lol ok, btw" in front is dropped, endings go.
   `vocabulary`: a word that neither the course nor English (`english`) knows is taken for the course's word that it nearly
   is, never for that word's opposite.
4. `ranking`: each key point gets the sum of two scores, in log-odds. `index`: how much of the question its title, its asks
   and its explanation speak of, rare words counting more (BM25). `likeness`: how like the question is to the five nearest of
   its asks, by words and by pairs of neighbouring words. A little is added for the lesson the learner is in. The topics that
   the course leaves out (`beyond.yaml`) are ranked with them.
5. `confidence`: how far ahead the first is, of the second and of the likeliest topic left out, and the like make two
   probabilities: that the first is right, that one of three is. These make a choice: answer, suggest up to three, or decline,
   whichever is worth most in expectation.
6. `context`: where something was answered before, the same signs, the links between key points and how much the question
   leaves to be understood decide whether it stays there, goes elsewhere, or is about nothing the course has.
7. Two terms and a word of comparison ("LoRA vs DreamBooth") are answered side by side. A glossary term alone is answered at once.

The weights of 4 to 6 are fitted: `fitted.py`, by `python -m tests.benchmarks.fit_answers --write`, which also says how well they
do on questions they were not fitted on. `python -m tests.benchmarks.answers_bench` shows what each part is worth, beside
simpler ways. Tried and left out, as it gained nothing that could be told from chance: a thesaurus that widens the question (the hundred asks of
a key point have the everyday words already), dropping words such as "how" and "why", character n-grams, similarity of letters
between question and ask, latent semantic analysis of the course, a classifier trained on the asks.
"""
