"""What the bot answers to interactions: callbacks, and the messages that follow them."""

from __future__ import annotations

from datetime import timedelta

from tests.wire.call import Call, RefusalError, Result, Route, invalid
from tests.wire.components import completed
from tests.wire.message import LOADING, REPLY, Answer, Interaction, Message
from tests.wire.world import Json, World
from tests.wire.writing import Writing

ACKNOWLEDGED_S = 3.0  # an interaction that is not is let go (Receiving and responding, interaction response)
TOKEN_LIFE = timedelta(minutes=15)


class Interactions:
    """The routes that carry an interaction's token."""

    def __init__(self, world: World, writing: Writing) -> None:
        self._world = world
        self._writing = writing

    def routes(self) -> list[Route]:
        answer = "/webhooks/{application}/{token}/messages/{message}"
        return [
            ("POST", "/interactions/{interaction}/{token}/callback", self._callback),
            ("POST", "/webhooks/{application}/{token}", self._follow_up),
            ("GET", answer, self._answer),
            ("PATCH", answer, self._edit_answer),
            ("DELETE", answer, self._delete_answer),
        ]

    def _callback(self, call: Call) -> Result:
        interaction = self._world.interactions.get(call.names["token"])
        if interaction is None or interaction.id != call.id("interaction") or self._is_old(interaction, call):
            raise RefusalError(404, 10062, "Unknown interaction")
        if interaction.answer is not None:
            raise RefusalError(400, 40060, "Interaction has already been acknowledged.")
        answer = Answer(call.body["type"])
        if answer not in interaction.possible_answers:
            raise invalid(f"type: {answer} is no answer to an interaction of type {interaction.deed}")
        self._carry_out(interaction, answer, call)
        interaction.answer, interaction.answered_at = answer, call.request.at
        asked = call.request.query.get("with_response", "").lower() in ("1", "true")
        return callback_result(interaction) if asked else None

    def _carry_out(self, interaction: Interaction, answer: Answer, call: Call) -> None:
        data: Json = call.body.get("data") or {}
        source = interaction.source
        if answer is Answer.MESSAGE:
            interaction.original = self._say_in(interaction, data, call)
        elif answer is Answer.MESSAGE_LATER:
            interaction.original = self._say_in(interaction, data, call, LOADING)
        elif answer is Answer.CHOICES:
            interaction.choices = data["choices"]
        elif answer is Answer.MODAL:
            interaction.modal = data | {"components": completed(data["components"], ())}
        elif source is not None:
            interaction.original, interaction.edits_before = source, source.edits
            if answer is Answer.EDIT:
                self._writing.edit(source, data, call)

    def _say_in(self, interaction: Interaction, body: Json, call: Call, flags: int = 0) -> Message:
        """A message in the interaction's channel that stands for the bot's answer."""
        message = Message(self._world.clock.snowflake(), interaction.channel, self._world.bot)
        message.interaction = interaction
        message.type = interaction.message_type if interaction.original is None else REPLY
        message.reference = interaction.original or interaction.source
        message.flags = flags
        return self._writing.send(message, body, call)

    def _follow_up(self, call: Call) -> Result:
        interaction = self._interaction(call)
        original = interaction.original
        if original is not None and original.is_loading:  # documented: it completes the answer put off
            return self._writing.edit(original, call.body, call).wire()
        message = self._say_in(interaction, call.body, call)
        interaction.followups.append(message)
        return message.wire()

    def _answer(self, call: Call) -> Result:
        return self._find(call).wire()

    def _edit_answer(self, call: Call) -> Result:
        return self._writing.edit(self._find(call), call.body, call).wire()

    def _delete_answer(self, call: Call) -> None:
        self._writing.delete(self._find(call))

    def _interaction(self, call: Call) -> Interaction:
        """The interaction whose token the path carries; it has no webhook before it is acknowledged."""
        interaction = self._world.interactions.get(call.names["token"])
        if interaction is None or interaction.answer is None or call.id("application") != self._world.bot.id:
            raise RefusalError(404, 10015, "Unknown Webhook")
        if interaction.id < self._world.clock.before(TOKEN_LIFE):
            raise RefusalError(401, 50027, "Invalid Webhook Token")
        return interaction

    def _is_old(self, interaction: Interaction, call: Call) -> bool:
        """Whether it waited too long to be acknowledged; if it was, that is another matter."""
        waited_s = call.request.at - interaction.sent_at
        return interaction.answer is None and waited_s > ACKNOWLEDGED_S

    def _find(self, call: Call) -> Message:
        interaction = self._interaction(call)
        answers = {message.id: message for message in interaction.followups}
        message = answers.get(call.id("message"))
        if interaction.original is not None and call.names["message"] in (
            "@original",
            str(interaction.original.id),
        ):
            message = interaction.original
        if message is None or message.deleted:
            raise RefusalError(404, 10008, "Unknown Message")
        return message


def callback_result(interaction: Interaction) -> Json:
    """What a callback answers when asked to (Receiving and responding, interaction callback response)."""
    message = interaction.original
    body: Json = {"id": str(interaction.id), "type": interaction.deed.value}
    if message is None:
        return {"interaction": body}
    body |= {"response_message_id": str(message.id), "response_message_loading": message.is_loading}
    body |= {"response_message_ephemeral": message.is_ephemeral}
    if interaction.answer in (Answer.MESSAGE_LATER, Answer.EDIT_LATER):
        return {"interaction": body}
    return {"interaction": body, "resource": {"type": interaction.answer, "message": message.wire()}}
