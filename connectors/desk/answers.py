"""The page on the town's answers: those to mend first, then all of them with the day they were checked."""

from __future__ import annotations

from aiohttp import web

from bot.knowledge.checking import SOON, check_topics
from connectors.desk.page import render_page
from connectors.keys import TOWN


async def list_answers(request: web.Request) -> web.StreamResponse:
    """What is stale, empty, unlinked or contradictory, and every answer by its end of validity."""
    town = request.app[TOWN]
    today = town.clock.now().astimezone(town.territory.timezone).date()
    topics = sorted(town.territory.topics.values(), key=lambda topic: (topic.valid_until, topic.title))
    problems = check_topics(town.territory, today)
    context = {"problems": problems, "topics": topics, "soon": SOON}
    with town.database.read() as connection:
        return render_page(request, connection, "answers.html", context)
