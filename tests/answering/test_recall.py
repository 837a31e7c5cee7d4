"""What counts as having recalled a term, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.recall import Verdict, marked
from bot.course.model import Course

RIGHT, NEARLY, WRONG = Verdict


class TestForgiven:
    @pytest.mark.parametrize(
        ("typed", "term"),
        [
            ("latant", "latent"),
            ("difusion", "diffusion"),
            ("vocodre", "vocoder"),
            ("fdi", "FID"),
            ("gausian splating", "Gaussian splatting"),
            ("LATENT diffusion", "latent diffusion"),
            ("frechet audio distance", "Fréchet audio distance"),
            ("Fréchet áudio distance", "Frechet audio distance"),
            ("GAN", "GANs"),
            ("embeddings", "embedding"),
            ("memorization", "memorisation"),
            ("temporally consistent", "temporal consistency"),
            ("cherry picking", "Cherry-picking"),
            ("cherrypicking", "Cherry-picking"),
            ("auto encoder", "autoencoder"),
            ("unet", "U-Net"),
            ("dream both", "DreamBooth"),
            ("the forward process", "forward process"),
            ("bag words", "bag of words"),
            ("liars dividend", "liar's dividend"),
            ("liar\u2019s dividend", "liar's dividend"),
            ("  *Diffusion!*  ", "diffusion"),
            ("扩散模型", "扩散模型"),
        ],
        ids=lambda text: text.strip(),
    )
    def test_a_term_typed_so_is_right(self, typed: str, term: str) -> None:
        assert marked(typed, [term]) is RIGHT

    def test_any_of_its_names_is_right(self) -> None:
        assert marked("WER", ["word error rate", "WER"]) is RIGHT

    def test_of_terms_that_are_all_little_words_none_is_left_out(self) -> None:
        assert marked("A*", ["A*"]) is RIGHT


CONFUSABLE = [
    ("supervised", "unsupervised"),
    ("supervised learning", "unsupervised learning"),
    ("un-supervised", "supervised"),
    ("encoder", "decoder"),
    ("text encoder", "text decoder"),
    ("textencoder", "text decoder"),
    ("auto decoder", "autoencoder"),
    ("conditional", "unconditional"),
    ("non-linear", "linear"),
    ("does", "does not"),
    ("does", "doesn't"),
    ("not a GAN", "GAN"),
    ("isn't diffusion", "diffusion"),
    ("image-to-image", "image-to-video"),
    ("image-to-video", "video-to-image"),
    ("text to speech", "speech to text"),
    ("forward process", "reverse process"),
    ("acoustic token", "semantic token"),
    ("classifier guidance", "classifier-free guidance"),
    ("overfitting", "underfitting"),
    ("FID", "FVD"),
    ("FID", "FAD"),
    ("ViT", "DiT"),
    ("DDIM", "DDPM"),
    ("BLIP-2", "BLIP-3"),
    ("llama2", "llama3"),
    ("MSE", "MOS"),
]


class TestConfusable:
    @pytest.mark.parametrize(("one", "other"), CONFUSABLE)
    def test_neither_of_two_is_taken_for_the_other(self, one: str, other: str) -> None:
        assert marked(one, [other]) is WRONG
        assert marked(other, [one]) is WRONG

    @pytest.mark.parametrize(
        ("typed", "term", "other"),
        [
            ("sample", "sampler", "Sample"),
            ("sample", "sampling", "Sample"),
            ("latent", "latent diffusion", "Latent"),
            ("CLIP score", "CLIP", "CLIP score"),
            ("it is the CLIP score", "CLIP", "CLIP score"),
            ("encodec", "encoder", "EnCodec"),
        ],
    )
    def test_what_is_nearer_to_another_term_is_wrong(self, typed: str, term: str, other: str) -> None:
        assert marked(typed, [term]) is not WRONG
        assert marked(typed, [term], [other]) is WRONG

    @pytest.mark.parametrize(
        ("typed", "term", "other"),
        [
            ("diffusion", "diffusion", "latent diffusion"),
            ("difusion", "diffusion", "confusion"),
            ("code book", "Codebook", "Code book"),
            ("GANs", "GAN", "GANs"),
            ("diffusion", "diffusion", "?!"),
        ],
        ids=["longer", "farther", "written otherwise", "in the plural", "empty"],
    )
    def test_another_term_that_is_no_nearer_takes_nothing_away(
        self, typed: str, term: str, other: str
    ) -> None:
        assert marked(typed, [term], [other]) is RIGHT

    def test_no_term_of_the_course_is_taken_for_another(self, real_course: Course) -> None:
        glossary = real_course.glossary

        taken = {
            (name, term.term)
            for term in glossary
            for other in glossary
            for name in other.names
            if name not in term.names and marked(name, term.names, [name]) is not WRONG
        }

        assert taken == {("Code book", "Codebook"), ("Codebook", "Code book")}  # one word in two spellings


class TestNearly:
    @pytest.mark.parametrize(
        ("typed", "term"),
        [
            ("I think it is called diffusion", "diffusion"),
            ("a diffusion model", "diffusion"),
            ("FID or FVD", "FID"),
            ("splatting", "Gaussian splatting"),
            ("gausian", "Gaussian splatting"),
            ("word rate", "word error rate"),
            ("BLIP", "BLIP-2"),
        ],
    )
    def test_a_term_among_a_few_words_or_without_one_of_its_own(self, typed: str, term: str) -> None:
        assert marked(typed, [term]) is NEARLY

    @pytest.mark.parametrize(
        ("typed", "term"),
        [
            ("rate", "word error rate"),
            ("score splatting", "Gaussian splatting"),
            ("process forward", "forward process"),
            ("diffusion GAN VAE transformer flow autoencoder vocoder", "diffusion"),
        ],
        ids=["two words missing", "another word instead", "in another order", "a list of guesses"],
    )
    def test_more_than_that_is_wrong(self, typed: str, term: str) -> None:
        assert marked(typed, [term]) is WRONG


class TestHostileInput:
    @pytest.mark.parametrize(
        "typed",
        ["", "   ", "?!", "🙂", "\0", "\u202e", "x" * 1_000_000, "ab " * 100_000, "\ufdfa" * 100_000],
        ids=[
            "nothing",
            "spaces",
            "marks",
            "emoji",
            "null",
            "direction",
            "endless",
            "many words",
            "ligatures",
        ],
    )
    def test_it_is_wrong_and_no_more(self, typed: str) -> None:
        assert marked(typed, ["diffusion", "latent"], ["noise"]) is WRONG

    @pytest.mark.parametrize("accepted", [[], [""], ["?!"]], ids=["none", "empty", "marks"])
    def test_where_nothing_is_accepted_all_is_wrong(self, accepted: list[str]) -> None:
        assert marked("diffusion", accepted) is WRONG

    @given(st.text(), st.lists(st.text()), st.lists(st.text()))
    def test_any_text_gets_a_verdict(self, typed: str, accepted: list[str], others: list[str]) -> None:
        assert marked(typed, accepted, others) in Verdict

    @given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=60))
    def test_a_term_as_it_is_written_is_right(self, term: str) -> None:
        assert marked(term, [term], [term]) is RIGHT
