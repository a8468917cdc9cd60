"""The pages: addresses, what they show, and the one that takes acts. Made on the server.

Nothing of an address reaches the disk: a document_id is looked up among the published reports,
a place among the report's figures, a year and a picture's name among those there are.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from flows.corrections import REPORT_PLACE, append
from flows.review import charts, words
from flows.review.acting import RefusedError, act_of
from flows.review.guard import COOKIE, MAX_FORM_BYTES, Guard, Guarded
from flows.review.letter import as_docx, write_letter
from flows.review.pagepicture import Drawer, NoPageError, marked
from flows.review.pictures import NAMES, as_csv, year_numbers
from flows.review.reportview import ReportView
from flows.review.shelf import Book, Question, Shelf, known_check
from flows.review.submissions import submitted

PER_PAGE = 50
WHO_COOKIE = "nianbao_who"
MONTH_SECONDS = 30 * 24 * 3600
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def environment() -> Environment:
    """Return the templates. Everything that they print is escaped."""
    made = Environment(
        loader=PackageLoader("flows.review", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["words"] = words
    made.filters["place"] = partial(quote, safe="")
    return made


@dataclass
class Site:
    """The pages of one warehouse."""

    shelf: Shelf
    drawer: Drawer
    guard: Guard
    templates: Environment

    # What is shown

    def page(self, request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a page of a template."""
        text = self.templates.get_template(name).render(
            path=request.url.path,
            form_token=self.guard.form_token(),
            who=_who(request),
            told=request.query_params.get("told", ""),
            release=self.shelf.release(),
            unpublished=self._unpublished(),
            **values,
        )
        return HTMLResponse(text, status)

    def _unpublished(self) -> bool:
        """Tell whether persons have done something since the tables were published."""
        acts = sum(len(each) for each in self.shelf.acts().values())
        published = self.shelf.release().get("counts", {}).get("corrections", 0)
        return bool(acts != published)

    def home(self, request: Request) -> Response:
        """Show how the reports of each year stand."""
        entries = self.shelf.entries()
        years = [
            {
                "year": year,
                "count": sum(e.report_year == year for e in entries),
                **{
                    status: sum(e.report_year == year and e.status == status for e in entries)
                    for status in words.STATUSES
                },
                "standing": submitted(self.shelf, year).standing if year else None,
                "errors": sum(e.report_year == year and e.errors > 0 for e in entries),
                "review": sum(e.report_year == year and e.cells_to_review > 0 for e in entries),
            }
            for year in self.shelf.years()
        ]
        kinds: Counter[tuple[str, str]] = Counter()
        for entry in entries:
            kinds.update(set(entry.checks))
        ordered = sorted(kinds.items(), key=lambda each: (each[0][1] != "error", -each[1], each[0]))
        unread = self.shelf.unread()
        return self.page(
            request, "home.html", years=years, kinds=ordered, unread=unread[:PER_PAGE],
            unread_count=len(unread), count=len(entries),
            review_count=sum(each.cells_to_review > 0 for each in entries),
        )  # fmt: skip

    def reports(self, request: Request) -> Response:
        """List reports."""
        question = _question(request)
        found = self.shelf.find(question)
        order = request.query_params.get("order", "worst")
        if order not in ("worst", "agency"):
            order = "worst"
        if order == "worst":
            rank = list(words.STATUSES)
            found = sorted(
                found, key=lambda e: (-e.errors, rank.index(e.status), -e.cells_to_review)
            )
        pages = max(1, -(-len(found) // PER_PAGE))
        number = min(max(1, _number(request.query_params.get("page", ""), 1)), pages)
        asked = {
            "status": question.status,
            "year": "" if question.year is None else str(question.year),
            "agency": question.agency,
            "check": question.check,
            "review": "1" if question.review else "",
            "own": "1" if question.own else "",
            "order": order,
        }
        link = "?" + urlencode({name: value for name, value in asked.items() if value})
        return self.page(
            request, "reports.html", found=found[(number - 1) * PER_PAGE : number * PER_PAGE],
            count=len(found), number=number, pages=pages, asked=asked, link=link,
            years=self.shelf.years(),
        )  # fmt: skip

    def report(self, request: Request) -> Response:
        """Show one report, with a figure or a check chosen."""
        return self._report_page(request, self._view(request))

    def _report_page(
        self,
        request: Request,
        view: ReportView,
        refused: str = "",
        typed: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        """Show a report; where an act was refused, with the reason and what was typed."""
        document_id = view.book.entry.document_id
        before, after = view.neighbours()
        following = (
            each
            for each in self.shelf.entries()
            if each.cells_to_review and each.document_id != document_id
        )
        return self.page(
            request,
            "report.html",
            422 if refused else 200,
            view=view,
            book=view.book,
            entry=view.book.entry,
            tables=view.tables(),
            prose=view.prose(),
            before=before,
            after=after,
            page_boxes=_has_page(view),
            next_report=next(following, None),
            sightings=self.shelf.sightings(document_id),
            refused=refused,
            typed={name: typed.get(name, "") for name in ("who", "value", "note")},
        )

    def submissions(self, request: Request) -> Response:
        """Show who has submitted for a year, who twice, and who not."""
        year = self._year(request)
        found = submitted(self.shelf, year)
        return self.page(
            request, "submissions.html", year=year, standing=found.standing, reason=found.reason,
            years=[each for each in self.shelf.years() if each],
        )  # fmt: skip

    def letter(self, request: Request) -> Response:
        """Show the letter to the agency."""
        view = self._view(request)
        letter = write_letter(view.book, view.figures, date.today())
        return self.page(request, "letter.html", letter=letter, entry=view.book.entry)

    def letter_file(self, request: Request) -> Response:
        """Send the letter as a Word file."""
        view = self._view(request)
        letter = write_letter(view.book, view.figures, date.today())
        entry = view.book.entry
        name = f"退回修改意见_{entry.agency}_{entry.report_year}.docx"
        return _download(as_docx(letter), WORD_TYPE, name, "letter.docx")

    def page_picture(self, request: Request) -> Response:
        """Send a page's picture, the chosen figures framed."""
        view = self._view(request)
        number = int(request.path_params["number"])
        chosen = view.check.figures if view.check else [view.figure] if view.figure else []
        boxes = [
            each.box
            for each in chosen
            if each is not None and each.box is not None and each.original.page == number
        ]
        try:
            picture = self.drawer.page(
                self.shelf.sightings(view.book.entry.document_id),
                view.book.entry.document_id,
                number,
            )
        except NoPageError as error:
            return Response(_said_as_picture(str(error)), 200, media_type="image/svg+xml",
                            headers={"Cache-Control": "no-store"})  # fmt: skip
        near = request.query_params.get("near") == "1"
        return Response(
            marked(picture, boxes, near=near), media_type="image/png",
            headers={"Cache-Control": "private, max-age=600"},
        )  # fmt: skip

    def pictures(self, request: Request) -> Response:
        """Show a year in pictures."""
        year = self._year(request)
        numbers = year_numbers(self.shelf, year)
        return self.page(
            request, "pictures.html", year=year, years=self.shelf.years(),
            numbers=list(numbers.values()),
        )  # fmt: skip

    def pictures_now(self, request: Request) -> Response:
        """Lead to the latest year's pictures."""
        years = self.shelf.years()
        return RedirectResponse(f"/pictures/{years[0]}" if years else "/", 303)

    def picture(self, request: Request) -> Response:
        """Send one picture as SVG, or its numbers as CSV."""
        year, name = self._year(request), request.path_params["name"]
        if name not in NAMES:
            raise HTTPException(404)
        numbers = year_numbers(self.shelf, year)[name]
        if request.path_params["kind"] == "csv":
            return _download(
                as_csv(numbers).encode(), "text/csv; charset=utf-8",
                f"{year}_{numbers.title}.csv", f"{year}-{name}.csv",
            )  # fmt: skip
        stamp = (self.shelf.stamp("panel"), self.shelf.stamp("checks"))
        drawn = self.shelf.keep(f"picture-{year}-{name}", stamp, lambda: charts.draw(numbers))
        return Response(
            drawn, media_type="image/svg+xml",
            headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
        )  # fmt: skip

    # What is done

    def act(self, request: Request, form: dict[str, str]) -> Response:
        """Do what a form asks for, and go on to the next figure."""
        view = self._view(request, form.get("place", ""))
        document_id = view.book.entry.document_id
        try:
            act = act_of(view.book, form)
            append(self.shelf.warehouse, act)
        except RefusedError as error:
            return self._report_page(request, view, str(error), form)
        place = form.get("place", "")
        _, after = view.neighbours()
        asked: dict[str, str] = {"told": act.act}
        if place != REPORT_PLACE:
            was_open = place in view.book.to_review and act.act in ("accept", "correct")
            todo = [each for each in view.book.to_review if each != place]
            asked["at"] = (after or (todo[0] if todo else place)) if was_open else place
        answer = RedirectResponse(f"/report/{document_id}?{urlencode(asked)}#chosen", 303)
        answer.set_cookie(
            WHO_COOKIE, quote(act.who), max_age=MONTH_SECONDS, httponly=True, samesite="strict"
        )
        return answer

    def publish(self, request: Request, form: dict[str, str]) -> Response:
        """Publish the tables, so that what was done stands in them."""
        from flows.warehouse.lock import WarehouseBusy
        from flows.warehouse.publish import publish

        try:
            publish(self.shelf.warehouse, wait_seconds=5)
        except (WarehouseBusy, OSError):
            return RedirectResponse("/?told=busy", 303)
        return RedirectResponse("/?told=published", 303)

    def enter(self, request: Request) -> Response:
        """Ask for the token."""
        return HTMLResponse(
            self.templates.get_template("enter.html").render(
                form_token=self.guard.form_token(), wrong=False
            )
        )

    def take_token(self, request: Request, form: dict[str, str]) -> Response:
        """Let in who has the token."""
        if not self.guard.is_token(form.get("token", "").strip()):
            text = self.templates.get_template("enter.html").render(
                form_token=self.guard.form_token(), wrong=True
            )
            return HTMLResponse(text, 403)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, self.guard.token or "", httponly=True, samesite="strict")
        return answer

    def forget_who(self, request: Request, form: dict[str, str]) -> Response:
        """Forget the name, for the next person."""
        answer = RedirectResponse("/", 303)
        answer.delete_cookie(WHO_COOKIE)
        return answer

    # What is asked for

    def _view(self, request: Request, place: str | None = None) -> ReportView:
        document_id = request.path_params["document_id"]
        book = self.shelf.book(document_id)
        if book is None:
            raise HTTPException(404)
        at = request.query_params.get("at", "") if place is None else place
        if at == "first":
            at = book.to_review[0] if book.to_review else ""
        return ReportView(book, at, _chosen_check(book, request.query_params.get("check", "")))

    def _year(self, request: Request) -> int:
        year = int(request.path_params["year"])
        if year not in self.shelf.years():
            raise HTTPException(404)
        return year


def _chosen_check(book: Book, asked: str) -> int | None:
    """Return the number of a failing check; of the first of a kind where a kind is asked for."""
    if known_check(asked):
        kinds = [each.check for each in book.failing]
        return kinds.index(asked) if asked in kinds else None
    number: int | None = _number(asked, None)
    return number


def _question(request: Request) -> Question:
    asked = request.query_params
    question = Question(
        status=asked.get("status", ""),
        year=_number(asked.get("year", ""), None),
        agency=asked.get("agency", "").strip()[:100],
        check=asked.get("check", ""),
        review=asked.get("review") == "1",
        own=asked.get("own") == "1",
    )
    if question.status not in words.STATUSES:
        question = replace(question, status="")
    if not known_check(question.check):
        question = replace(question, check="")
    return question


def _number(text: str, otherwise: Any) -> Any:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _has_page(view: ReportView) -> list[int]:
    """Return the pages that have something of what is chosen."""
    chosen = view.check.figures if view.check else [view.figure] if view.figure else []
    pages = [each.original.page for each in chosen if each is not None and each.box is not None]
    return sorted({page for page in pages if page is not None})


def _who(request: Request) -> str:
    from urllib.parse import unquote

    return unquote(request.cookies.get(WHO_COOKIE, ""))[:60]


_NOT_IN_NAMES = frozenset('/\\:*?"<>|')


def _download(content: bytes, media_type: str, name: str, plain_name: str) -> Response:
    """Send a file. Its name is of a report's words: quoted, so that it stays a name."""
    clean = "".join("_" if c in _NOT_IN_NAMES or not c.isprintable() else c for c in name)
    disposition = f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(clean, safe='')}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})


def _said_as_picture(text: str) -> str:
    """Return a sentence of ours as a picture, in the place of a page that cannot be drawn."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 90" width="640" height="90">'
        '<rect width="640" height="90" fill="#f3f3f3"/>'
        '<text x="16" y="52" font-size="17" font-family="sans-serif" fill="#333">'
        f"{text}</text></svg>"
    )


# Putting it together

Shown = Callable[[Request], Response]
Done = Callable[[Request, dict[str, str]], Response]


def _shown(show: Shown) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(show, request)

    return answer


def _done(do: Done, guard: Guard) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_FORM_BYTES:
                raise HTTPException(413)
        try:
            form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50))
        except ValueError as error:
            raise HTTPException(400) from error
        if not guard.is_own_form(request, form):
            raise HTTPException(403)
        return await run_in_threadpool(do, request, form)

    return answer


def make_site(shelf: Shelf, folder: Path | None, guard: Guard) -> ASGIApp:
    """Return the site of a warehouse; `folder` is the shared folder, for the pages' pictures."""
    site = Site(shelf, Drawer(folder), guard, environment())
    here = "/report/{document_id:str}"

    def refuse(request: Request, error: Exception) -> Response:
        code = error.status_code if isinstance(error, HTTPException) else 500
        return site.page(request, "refused.html", code, code=code)

    routes = [
        Route("/", _shown(site.home)),
        Route("/reports", _shown(site.reports)),
        Route(here, _shown(site.report)),
        Route(here + "/act", _done(site.act, guard), methods=["POST"]),
        Route(here + "/letter", _shown(site.letter)),
        Route(here + "/letter.docx", _shown(site.letter_file)),
        Route("/page/{document_id:str}/{number:int}.png", _shown(site.page_picture)),
        Route("/submissions/{year:int}", _shown(site.submissions)),
        Route("/pictures", _shown(site.pictures_now)),
        Route("/pictures/{year:int}", _shown(site.pictures)),
        Route("/pictures/{year:int}/{name:str}.{kind:str}", _shown(site.picture)),
        Route("/publish", _done(site.publish, guard), methods=["POST"]),
        Route("/who", _done(site.forget_who, guard), methods=["POST"]),
        Route("/enter", _shown(site.enter)),
        Route("/enter", _done(site.take_token, guard), methods=["POST"]),
        Mount("/static", StaticFiles(packages=[("flows.review", "static")])),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: refuse})
    return Guarded(app, guard)


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(24)
