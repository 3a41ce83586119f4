"""Downloads from services with every fault they have: nothing half, nothing wrong, nothing twice, and words for it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from made_datasets import BY_DOWNLOAD, BY_HAND, CENSUS, CODES, SINGLE_YEARS, files, serve
from made_ods import HEADINGS, NOTES, write_ods
from made_services import LAYERS, FileThere, Layer, Reply, Services, in_json, in_turn, nomis, page, serving
from made_xlsx import workbook
from small_district import (
    LSOAS,
    NORTHMOOR,
    archive,
    files_of,
    give,
    issues_of,
    lookup_files,
    month_of,
    put,
    read_sources,
)

import purbeck
from purbeck import flow
from purbeck.errors import SettingsError
from purbeck.sources import door
from purbeck.sources.datasets import read
from purbeck.sources.download_record import LEDGER, RECORD_FILE, downloads
from purbeck.sources.fetch import Fetched, fetch, held
from purbeck.sources.population import RESIDENTS
from purbeck.sources.transfer import LONGEST_WAIT_SECONDS, Edition, Limits, Part, Web
from purbeck.workspace import REGISTER_FILE, Workspace

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
POLICE = "/data/archive/2026-10.zip"
BIG = archive({"2026-10/2026-10-moor-street.csv": month_of("2026-10", rows=9_000)})
SMALL = archive({"2026-10/2026-10-moor-street.csv": month_of("2026-10")})
PAGE = "/government/statistics/police-recorded-crime-open-data-tables"
ODS = "/media/6977916e3fd50ac304b79765/prc-csp-mar2021-mar2026-tables-230726.ods"
NOMIS = "/api/v01/dataset/NM_2020_1.data.csv"
SERVICES = {
    "lsoa_ward_district": ("LSOA21_WD24_LAD24_EW_LU", "LSOA21_WD24_LAD24_EW_LU.csv"),
    "district_csp_force": ("LAD24_CSP24_PFA24_EW_LU", "LAD24_CSP24_PFA24_EW_LU.csv"),
    "district_region": ("LAD24_RGN24_EN_LU", "LAD24_RGN24_EN_LU.csv"),
    "lsoa11_lsoa21": ("LSOA11_LSOA21_LAD22_EW_LU_v5", "LSOA11_LSOA21_LAD22_EW_LU.csv"),
}
BOUNDARIES = "Lower_layer_Super_Output_Areas_December_2021_Boundaries_EW_BSC_V4"


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """The server, reached past any proxy of this machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving() as found:
        yield found


@pytest.fixture
def made(tmp_path: Path) -> Workspace:
    """A workspace with nothing in it."""
    return flow.new(tmp_path / "northmoor", name="Northmoor", area=[NORTHMOOR])


class Fetching:
    """Downloads into one workspace from one manifest; waits are noted, not waited."""

    def __init__(self, made: Workspace, manifest: Path) -> None:
        self.made, self.manifest = made, manifest
        self.waits: list[float] = []
        self.told: list[tuple[str, int, int]] = []
        self.now = NOW

    def all(self, *names: str) -> list[Fetched]:
        """What became of each."""
        web = Web(wait=self.waits.append)
        tell = lambda *told: self.told.append(told)  # noqa: E731
        return fetch(self.made, names, tell, manifest=self.manifest, web=web, now=lambda: self.now)

    def one(self, name: str) -> Fetched:
        """What became of one."""
        (found,) = self.all(name)
        return found


@pytest.fixture
def fetching(made: Workspace, services: Services, tmp_path: Path) -> Fetching:
    """Downloads with every dataset of the manifest."""
    return Fetching(made, services.manifest(tmp_path / "manifest"))


def held_files(made: Workspace) -> list[str]:
    """Everything in sources/."""
    return sorted(path.relative_to(made.sources).as_posix() for path in made.sources.rglob("*") if path.is_file())


def rows_of(name: str) -> list[dict[str, str]]:
    """A lookup of the small district as rows."""
    return list(csv.DictReader(io.StringIO(lookup_files()[name].decode())))


def serve_lookup(services: Services, dataset: str, **how: object) -> tuple[Layer, str]:
    """A lookup as a feature service; gives the path of its queries too."""
    service, file = SERVICES[dataset]
    layer = Layer(rows_of(file), **how)
    return layer, layer.serve(services, service)


# --- a whole file -----------------------------------------------------------------------------------------------------


def test_file_is_held_registered_and_recorded(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = FileThere(SMALL)
    found = fetching.one("police_street")
    assert (found.outcome, found.file, found.bytes) == ("downloaded", "police_street-2026-10.zip", len(SMALL))
    made = fetching.made
    assert (made.sources / found.file).read_bytes() == SMALL
    (entry,) = made.register()
    (noted,) = downloads(made)
    digest = hashlib.sha256(SMALL).hexdigest()
    assert (entry.file, entry.sha256, entry.bytes, entry.source) == (found.file, digest, len(SMALL), "police_street")
    address = services.address + POLICE
    assert (noted.dataset, noted.address, noted.reached) == ("police_street", address, address)
    assert (noted.time, noted.etag, noted.modified) == (
        "2026-11-24T09:30:00+00:00", '"one"', "Mon, 02 Nov 2026 09:00:00 GMT",
    )  # fmt: skip
    assert (noted.bytes, noted.sha256, noted.file) == (len(SMALL), digest, found.file)
    assert not (made.path / "downloads").exists(), "nothing is left of the transfer"
    assert fetching.told[-1] == ("downloading police_street", len(SMALL), len(SMALL))
    (asked,) = services.asked(POLICE)
    assert asked.headers["User-Agent"].startswith("Purbeck/0.")
    assert not {"Cookie", "Authorization"} & set(asked.headers)


def test_newest_month_that_is_there_counts(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = lambda _: Reply(403, b"<Error><Code>AccessDenied</Code></Error>")
    services.answers["/data/archive/2026-08.zip"] = FileThere(SMALL)
    assert fetching.one("police_street").file == "police_street-2026-08.zip"
    assert [r.path[-11:-4] for r in services.requests] == ["2026-10", "2026-09", "2026-08"]
    services.answers.clear()
    fetching.made.sources.joinpath("police_street-2026-08.zip").unlink()
    assert "None of these is there: " in fetching.one("police_street").problem


def test_redirect_is_followed_and_the_address_reached_recorded(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = lambda _: Reply(302, b"", {"Location": "/cdn/latest.zip"})
    services.answers["/cdn/latest.zip"] = FileThere(SMALL)
    assert fetching.one("police_street").outcome == "downloaded"
    assert downloads(fetching.made)[0].reached == services.address + "/cdn/latest.zip"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (POLICE, "is passed on in a circle"),
        ("file:///etc/passwd", "leads to file:///etc/passwd, which is no web address"),
        ("ftp://127.0.0.1/a.zip", "which is no web address"),
        ("http://me:secret@127.0.0.1/a.zip", "an address with a password in it"),
        ("http://[::1/a.zip", "leads to http://[::1/a.zip, which is no web address"),
    ],
)
def test_redirect_that_must_not_be_followed(fetching: Fetching, services: Services, target: str, words: str) -> None:
    services.answers[POLICE] = lambda _: Reply(301, b"", {"Location": target})
    found = fetching.one("police_street")
    assert words in found.problem
    assert "secret" not in found.problem
    assert len(services.requests) == 1
    assert held_files(fetching.made) == []


def test_endless_redirects_end(fetching: Fetching, services: Services) -> None:
    for n in range(30):
        services.answers[f"/r{n}"] = lambda _, n=n: Reply(307, b"", {"Location": f"/r{n + 1}"})
    services.answers[POLICE] = lambda _: Reply(307, b"", {"Location": "/r0"})
    assert "more than 8 times" in fetching.one("police_street").problem
    assert len(services.requests) < 12


def test_no_way_from_a_safe_connection_to_an_unsafe_one() -> None:
    from purbeck.sources.answers import UnavailableError, refuse_address

    refuse_address("https://b.example/a.zip", ["http://a.example/a.zip"])
    with pytest.raises(UnavailableError, match="from a safe connection to one that is not"):
        refuse_address("http://a.example/a.zip", ["https://a.example/a.zip"])


def test_name_of_a_file_is_never_the_servers(fetching: Fetching, services: Services) -> None:
    answer = FileThere(SMALL)
    services.answers[POLICE] = lambda _: Reply(302, b"", {"Location": "/x/..%2F..%2Fevil.zip"})
    services.answers["/x/..%2F..%2Fevil.zip"] = lambda r: Reply(
        200, answer(r).body, {"Content-Disposition": 'attachment; filename="../../evil.zip"'}
    )
    fetching.one("police_street")
    assert held_files(fetching.made) == ["police_street-2026-10.zip"]


# --- broken transfers -------------------------------------------------------------------------------------------------


def test_broken_transfer_goes_on_where_it_broke(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = FileThere(BIG, cuts=[200_000, 150_000])
    found = fetching.one("police_street")
    assert found.outcome == "downloaded"
    assert (fetching.made.sources / found.file).read_bytes() == BIG
    assert services.sent[POLICE] == len(BIG), "no byte was sent twice"
    assert [r.headers.get("Range") for r in services.asked(POLICE)] == [None, "bytes=200000-", "bytes=350000-"]
    assert services.asked(POLICE)[1].headers["If-Range"] == '"one"'
    assert fetching.waits == [1.0, 1.0], "a transfer that gets on is not made to wait longer"


def test_server_that_ignores_ranges_is_asked_from_the_start(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = FileThere(BIG, cuts=[200_000], ranges=False)
    found = fetching.one("police_street")
    assert (fetching.made.sources / found.file).read_bytes() == BIG
    assert services.sent[POLICE] == 200_000 + len(BIG)


@pytest.mark.parametrize("marks", [{"etag": ""}, {"etag": 'W/"weak"'}, {"etag": "", "modified": ""}])
def test_half_file_is_continued_only_by_a_sure_mark(
    fetching: Fetching, services: Services, marks: dict[str, str]
) -> None:
    services.answers[POLICE] = FileThere(BIG, cuts=[200_000], **marks)
    found = fetching.one("police_street")
    assert (fetching.made.sources / found.file).read_bytes() == BIG
    sure = marks == {"etag": ""}
    assert services.sent[POLICE] == len(BIG) + (0 if sure else 200_000)
    assert ("Range" in services.asked(POLICE)[1].headers) == sure


@pytest.mark.parametrize("honest", [True, False], ids=["server sends anew", "server continues all the same"])
def test_file_changed_between_attempts_begins_anew(fetching: Fetching, services: Services, honest: bool) -> None:
    other = archive({"2026-10/2026-10-moor-street.csv": month_of("2026-10", rows=9_000, first=7)})
    broken, changed = FileThere(BIG, cuts=[200_000]), FileThere(other, etag='"two"')
    seen: list[str] = []

    def answer(request: object) -> Reply:
        seen.append("x")
        if len(seen) == 1:
            return broken(request)
        if not honest and "Range" in request.headers:
            start = int(request.headers["Range"][6:-1])
            headers = {"ETag": '"two"', "Content-Range": f"bytes {start}-{len(other) - 1}/{len(other)}"}
            return Reply(206, other[start:], headers)
        return changed(request)

    services.answers[POLICE] = answer
    found = fetching.one("police_street")
    assert (fetching.made.sources / found.file).read_bytes() == other
    assert downloads(fetching.made)[0].etag == '"two"'


@pytest.mark.parametrize(("etag", "more"), [('"two"', 0), ('"one"', 900)], ids=["another mark", "another length"])
def test_rest_of_another_file_is_never_joined_to_the_half_that_came(
    services: Services, tmp_path: Path, etag: str, more: int
) -> None:
    """Told by its mark, and by its length where the server gives the same mark to both."""
    one, two = b"one," * 75_000, b"two," * 75_000 + b"." * more
    rest = {"ETag": etag, "Content-Range": f"bytes 200000-{len(two) - 1}/{len(two)}"}
    whole = FileThere(two, etag=etag)
    services.answers["/a.csv"] = in_turn(FileThere(one, cuts=[200_000]), Reply(206, two[200_000:], rest), whole)
    part = Part(tmp_path / "a.csv.part")
    address = f"{services.address}/a.csv"
    got = Web(wait=lambda _: None).save(address, part, Limits(10**6, 60), Edition(), lambda _done, _of: None)
    assert part.path.read_bytes() == two
    assert got.edition.etag == etag


def test_wrong_length_is_told_after_every_try(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = lambda _: Reply(200, SMALL, {"Content-Length": str(len(SMALL) + 5_000)})
    found = fetching.one("police_street")
    assert "The transfer broke off. Tried 5 times in a row." in found.problem
    assert fetching.waits == [1.0, 2.0, 4.0, 8.0]
    assert held_files(fetching.made) == []


def test_transfer_cut_in_a_chunk_is_broken_too(fetching: Fetching, services: Services) -> None:
    body = f"{len(SMALL):x}\r\n".encode() + SMALL[:500]
    chunked = {"Transfer-Encoding": "chunked", "ETag": '"one"'}
    whole = f"{len(SMALL):x}\r\n".encode() + SMALL + b"\r\n0\r\n\r\n"
    services.answers[POLICE] = in_turn(Reply(200, body, chunked, cut=len(body)), Reply(200, whole, chunked))
    assert fetching.one("police_street").outcome == "downloaded"
    assert (fetching.made.sources / "police_street-2026-10.zip").read_bytes() == SMALL


def test_rest_that_is_no_longer_there_begins_anew(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = in_turn(FileThere(BIG, cuts=[200_000]), Reply(416), FileThere(BIG))
    assert fetching.one("police_street").bytes == len(BIG)


def test_transfer_stopped_at_its_very_end_is_not_begun_anew(fetching: Fetching, services: Services) -> None:
    part = fetching.made.path / "downloads" / "police_street.zip.part"
    services.answers[POLICE] = FileThere(BIG, cuts=[len(BIG)])
    with pytest.raises(KeyboardInterrupt):
        fetch(fetching.made, ["police_street"], stop_at(len(BIG)), manifest=fetching.manifest, now=lambda: NOW)
    assert part.stat().st_size == len(BIG)
    assert fetching.one("police_street").outcome == "downloaded"
    assert services.sent[POLICE] == len(BIG)


def stop_at(size: int) -> Callable[[str, int, int], None]:
    """Somebody who presses Ctrl-C once so many bytes have come."""

    def tell(_words: str, done: int, _of: int) -> None:
        if done >= size:
            raise KeyboardInterrupt

    return tell


def test_server_that_always_breaks_off_and_knows_no_ranges_is_given_up(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = FileThere(BIG, cuts=[n * 1_000 for n in (90, 70, 90, 80, 60, 50, 90, 90)], ranges=False)
    assert "Tried 5 times in a row." in fetching.one("police_street").problem
    assert len(services.requests) == 5


def test_empty_answer_is_no_file(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = lambda _: Reply(200)
    assert "answers with an empty file." in fetching.one("police_street").problem
    assert not (fetching.made.path / "downloads").exists()


@pytest.mark.parametrize("limit", ["announced", "sent"])
def test_more_than_a_dataset_may_have_is_refused(
    fetching: Fetching, services: Services, tmp_path: Path, limit: str
) -> None:
    fetching.manifest = services.manifest(tmp_path / "small", "police_street", most_megabytes="1")
    content = b"PK\x03\x04" + b"x" * 2_000_000
    chunked = f"{len(content):x}\r\n".encode() + content + b"\r\n0\r\n\r\n"
    services.answers[POLICE] = FileThere(content) if limit == "announced" else (
        lambda _: Reply(200, chunked, {"Transfer-Encoding": "chunked"})
    )  # fmt: skip
    problem = fetching.one("police_street").problem
    assert ("announces 2,000,004 bytes" if limit == "announced" else "sends more than the 1,000,000 bytes") in problem
    assert not (fetching.made.path / "downloads").exists()
    assert held_files(fetching.made) == []


def test_download_that_takes_too_long_is_ended_and_goes_on_next_time(
    fetching: Fetching, services: Services, made: Workspace
) -> None:
    services.answers[POLICE] = FileThere(BIG)
    ticks = iter(range(0, 10**9, 20_000))
    slow = Web(wait=lambda _: None, clock=lambda: float(next(ticks)))
    (found,) = fetch(made, ["police_street"], manifest=fetching.manifest, web=slow, now=lambda: NOW)
    assert "It took longer than 720 minutes." in found.problem
    assert fetching.one("police_street").outcome == "downloaded"
    assert "Range" in services.asked(POLICE)[-1].headers


def test_killed_half_way_leaves_nothing_half_in_sources_and_goes_on(fetching: Fetching, services: Services) -> None:
    made = fetching.made
    services.answers[POLICE] = FileThere(BIG, cuts=[300_000])
    services.hold.clear()  # the line goes silent after 300,000 bytes, until the reader is dead
    driver = (
        "import sys, pathlib; from purbeck import flow; "
        "flow.download(sys.argv[1], ['police_street'], manifest=pathlib.Path(sys.argv[2]))"
    )
    month = f"{dt.datetime.now(dt.UTC):%Y-%m}"
    year, number = int(month[:4]), int(month[5:])
    last = f"{year - (number == 1)}-{(number - 2) % 12 + 1:02d}"  # the driver asks for the month before the real one
    path = f"/data/archive/{last}.zip"
    services.answers[path] = services.answers.pop(POLICE)
    reader = subprocess.Popen([sys.executable, "-c", driver, str(made.path), str(fetching.manifest)])
    part = made.path / "downloads" / "police_street.zip.part"
    try:
        until = time.monotonic() + 60
        while not (part.exists() and part.stat().st_size >= 200_000):
            assert time.monotonic() < until, "the reader never got that far"
            assert reader.poll() is None
            time.sleep(0.01)
    finally:
        reader.kill()
        reader.wait()
        services.hold.set()
    assert held_files(made) == []
    assert made.register() == []
    have = part.stat().st_size
    before = services.sent[path]
    fetching.now = dt.datetime.now(dt.UTC)
    assert fetching.one("police_street").outcome == "downloaded"
    assert services.sent[path] - before == len(BIG) - have, "only the rest was sent"
    assert held_files(made) == [f"police_street-{last}.zip"]
    assert not (made.path / "downloads").exists()


# --- answers that are no file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        page("Sorry, we are down \x1b[31m for maintenance"),
        Reply(200, b"\xef\xbb\xbf\r\n <html><title>Sorry, we are down</title>", {"Content-Type": "application/zip"}),
        Reply(200, b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>', {"Content-Type": "application/xml"}),
        Reply(200, b"Sorry", {"Content-Type": "text/html"}),
    ],
    ids=["page", "page that says it is an archive", "error in XML", "said to be a page"],
)  # fmt: skip
def test_page_where_a_file_was_expected_is_refused(fetching: Fetching, services: Services, reply: Reply) -> None:
    services.answers[POLICE] = lambda _: reply
    found = fetching.one("police_street")
    assert "answers with a web page" in found.problem
    assert "\x1b" not in found.problem
    if b"title" in reply.body:
        assert "Sorry, we are down" in found.problem
    assert len(services.requests) == 1
    assert held_files(fetching.made) == []


def test_page_in_the_middle_of_a_broken_transfer_does_not_lose_what_came(
    fetching: Fetching, services: Services
) -> None:
    services.answers[POLICE] = in_turn(FileThere(BIG, cuts=[200_000]), page("Down"), FileThere(BIG))
    assert "web page" in fetching.one("police_street").problem
    assert fetching.one("police_street").outcome == "downloaded"
    assert services.sent[POLICE] == len(BIG) + len(page("Down").body)


def test_busy_server_is_asked_again_with_growing_waits(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = FileThere(SMALL, first=[Reply(503), Reply(500), Reply(502)])
    assert fetching.one("police_street").outcome == "downloaded"
    assert fetching.waits == [1.0, 2.0, 4.0]


def test_server_that_says_how_long_to_wait_is_obeyed(fetching: Fetching, services: Services) -> None:
    date = "Tue, 24 Nov 2020 09:00:00 GMT"  # long past: no wait at all
    busy = [
        Reply(429, b"", {"Retry-After": "7"}),
        Reply(503, b"", {"Retry-After": date}),
        Reply(429, b"", {"Retry-After": "soon"}),
    ]
    services.answers[POLICE] = FileThere(SMALL, first=busy)
    assert fetching.one("police_street").outcome == "downloaded"
    assert fetching.waits == [7.0, 0.0, 4.0]


def test_server_that_asks_for_too_long_a_wait_is_left_alone(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = FileThere(
        SMALL, first=[Reply(429, b"", {"Retry-After": str(LONGEST_WAIT_SECONDS * 15)[:-2]})]
    )
    assert (
        "answers 429 Too Many Requests. It asks to be left alone for 30 minutes."
        in fetching.one("police_street").problem
    )
    assert fetching.waits == []


def test_missing_file_is_told_with_its_page_and_what_to_do(fetching: Fetching, services: Services) -> None:
    services.answers[PAGE] = lambda _: page("Tables", ODS)
    found = fetching.one("recorded_crime")
    assert f"{services.address}{ODS} answers 404 Not Found." in found.problem
    assert (
        "Nobody has reached this address from where Purbeck was made: it may be wrong, or have moved." in found.problem
    )
    assert "open https://www.gov.uk/government/statistics/police-recorded-crime-open-data-tables" in found.todo
    assert "named like prc-csp-mar2021-mar2026-tables-230726.ods" in found.todo
    assert f"purbeck get {fetching.made.path} --from FOLDER" in found.todo
    assert fetching.waits == [], "asking again would not help"


def test_address_that_was_reached_is_not_doubted(fetching: Fetching, services: Services, tmp_path: Path) -> None:
    fetching.manifest = services.manifest(tmp_path / "verified", "recorded_crime", unverified="false")
    assert "Nobody has reached" not in fetching.one("recorded_crime").problem


def test_without_a_network_every_dataset_says_how_to_get_it_by_hand_and_soon(made: Workspace, tmp_path: Path) -> None:
    with serving() as gone:
        manifest = gone.manifest(tmp_path / "manifest")
    fetching = Fetching(made, manifest)
    found = fetching.all()
    assert len(found) == 15
    for one in found:
        assert one.outcome == "failed"
        assert "cannot be reached from here" in one.problem
        assert one.dataset.page in one.todo
        assert one.dataset.look_for in one.todo
        assert "--from FOLDER" in one.todo
    assert fetching.waits == [1.0], "one host, one wait: the other datasets are told at once"
    assert held_files(made) == []
    assert not (made.path / RECORD_FILE).exists()


def test_damaged_archive_is_not_taken_in(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = FileThere(BIG[: len(BIG) // 2])
    found = fetching.one("police_street")
    assert "is a damaged ZIP archive" in found.problem
    assert held_files(fetching.made) == []
    assert not (fetching.made.path / "downloads").exists(), "a whole file that is no good is not kept"


def test_changed_columns_are_named_with_the_page(fetching: Fetching, services: Services) -> None:
    text = month_of("2026-10").replace(b"Crime type", b"Type of crime").replace(b"LSOA code", b"LSOA21CD")
    services.answers[POLICE] = FileThere(archive({"2026-10/2026-10-moor-street.csv": text}))
    found = fetching.one("police_street")
    assert "Its columns have changed: LSOA code, Crime type missing (there are: Crime ID, Month, " in found.problem
    assert "https://data.police.uk/data/archive/" in found.todo
    assert held_files(fetching.made) == []


def test_file_of_another_kind_is_not_taken_for_what_it_should_be(fetching: Fetching, services: Services) -> None:
    toml = (fetching.manifest / "recorded_crime.toml").read_text("utf-8").replace(".ods", ".csv")
    (fetching.manifest / "recorded_crime.toml").write_text(toml, "utf-8")
    services.answers[PAGE] = lambda _: page("Tables", ODS.replace(".ods", ".csv"))
    services.answers[ODS.replace(".ods", ".csv")] = FileThere(lookup_files()["LAD24_RGN24_EN_LU.csv"])
    found = fetching.one("recorded_crime")
    assert "Its columns have changed: Financial Year, " in found.problem
    assert held_files(fetching.made) == []


# --- a link on a page -------------------------------------------------------------------------------------------------


def recorded_crime(tmp_path: Path) -> bytes:
    """A table of recorded crime, as the Home Office publishes it."""
    row = ("2025/26", 1, "Moor", "Northmoor", "Assault", "Violence against the person", "Violence", "8N", 40)
    return write_ods(tmp_path / "prc.ods", {"Notes": NOTES, "2025_26": [HEADINGS, row]}).read_bytes()


def test_link_is_found_on_its_page_whatever_the_rest_of_its_address(
    fetching: Fetching, services: Services, tmp_path: Path
) -> None:
    others = (
        "/media/a/prc-pfa-mar2013-onwards-tables-230426.ods",
        "/media/b/prc-csp-mar2016-mar2020-tables-230726.ods",
    )
    services.answers[PAGE] = lambda _: page("Tables", *others, ODS, services.address + ODS, "mailto:x@example.org")
    services.answers[ODS] = FileThere(recorded_crime(tmp_path))
    assert fetching.one("recorded_crime").outcome == "downloaded"
    assert downloads(fetching.made)[0].address == services.address + ODS
    services.answers[others[1]] = FileThere(recorded_crime(tmp_path) + b" ")
    assert fetching.one("recorded_crime_2016_2020").file == "recorded_crime_2016_2020.ods"


def test_link_that_moved_is_told_with_the_page(fetching: Fetching, services: Services) -> None:
    services.answers[PAGE] = lambda _: page("Tables", ODS.replace("prc-csp", "recorded-crime-by-csp"))
    found = fetching.one("recorded_crime")
    assert f"No link on {services.address}{PAGE} has a file name like prc-csp-" in found.problem
    assert "it has moved, or has a new name" in found.problem
    assert "open https://www.gov.uk/" in found.todo


def test_several_links_that_fit_are_not_guessed_between(fetching: Fetching, services: Services) -> None:
    services.answers[PAGE] = lambda _: page("Tables", ODS, ODS.replace("230726", "220426"))
    assert "Several links on" in fetching.one("recorded_crime").problem
    assert len(services.requests) == 1


def test_link_to_a_file_on_this_machine_is_refused(fetching: Fetching, services: Services) -> None:
    services.answers[PAGE] = lambda _: page("Tables", "file:///media/prc-csp-mar2021-mar2026-tables-230726.ods")
    assert "is no web address" in fetching.one("recorded_crime").problem


# --- feature services and CSV in pages --------------------------------------------------------------------------------


def test_pages_of_a_feature_service_become_one_file(fetching: Fetching, services: Services) -> None:
    _, path = serve_lookup(services, "lsoa_ward_district")
    found = fetching.one("lsoa_ward_district")
    assert (fetching.made.sources / found.file).read_bytes() == lookup_files()["LSOA21_WD24_LAD24_EW_LU.csv"]
    pages = [r.query for r in services.asked(path) if "resultOffset" in r.query]
    assert [p["resultOffset"] for p in pages] == ["0", "3", "6"]
    assert {p["orderByFields"] for p in pages} == {"ObjectId"}
    assert {p["outFields"] for p in pages} == {"LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM"}


def test_pages_of_a_layer_become_one_layer(fetching: Fetching, services: Services) -> None:
    Layer([{"LSOA21CD": code} for code, _, _ in LSOAS]).serve(services, BOUNDARIES)
    found = fetching.one("boundaries")
    assert found.outcome == "downloaded", found.problem
    from purbeck.sources.boundaries import TABLE

    give(fetching.made, lookup_files() | {"a.csv": month_of("2025-03")})
    assert fetching.made.register()[0].file == "boundaries.geojson"
    assert read_sources(fetching.made).table(TABLE)["lsoa21"].tolist() == sorted(code for code, _, _ in LSOAS)


def test_broken_page_is_asked_for_again(fetching: Fetching, services: Services) -> None:
    faults = [
        Reply(200, b'{"features": [{"attr', {"Content-Type": "application/json"}),
        Reply(503),
        in_json({"error": {"code": 504, "message": "Your request has timed out."}}),
    ]
    serve_lookup(services, "lsoa_ward_district", faults=faults)
    found = fetching.one("lsoa_ward_district")
    assert (fetching.made.sources / found.file).read_bytes() == lookup_files()["LSOA21_WD24_LAD24_EW_LU.csv"]
    assert fetching.waits == [1.0, 2.0, 4.0]


def test_service_that_breaks_off_for_good_goes_on_next_time(fetching: Fetching, services: Services) -> None:
    layer, path = serve_lookup(services, "lsoa_ward_district")
    gone = in_json({"error": {"code": 400, "message": "Invalid URL"}})
    usual, seen = services.answers[path], []

    def answer(request: object) -> Reply:
        seen.append(request)
        return gone if len(seen) == 3 else usual(request)  # the count, a page, then this

    services.answers[path] = answer
    assert 'answers with error 400 ("Invalid URL").' in fetching.one("lsoa_ward_district").problem
    assert held_files(fetching.made) == []
    found = fetching.one("lsoa_ward_district")
    assert (fetching.made.sources / found.file).read_bytes() == lookup_files()["LSOA21_WD24_LAD24_EW_LU.csv"]
    assert [r.query["resultOffset"] for r in services.asked(path) if "resultOffset" in r.query] == ["0", "3", "3", "6"]
    assert downloads(fetching.made)[0].etag == str(layer.edited)


def test_service_edited_between_attempts_begins_anew(fetching: Fetching, services: Services) -> None:
    layer, path = serve_lookup(services, "lsoa_ward_district")
    usual = services.answers[path]
    services.answers[path] = lambda r: Reply(404) if r.query.get("resultOffset") == "3" else usual(r)
    assert fetching.one("lsoa_ward_district").outcome == "failed"
    layer.edited += 1
    services.answers[path] = usual
    assert fetching.one("lsoa_ward_district").outcome == "downloaded"
    assert [r.query["resultOffset"] for r in services.asked(path) if "resultOffset" in r.query] == [
        "0",
        "3",
        "0",
        "3",
        "6",
    ]


def test_service_whose_pages_do_not_add_up_is_refused(fetching: Fetching, services: Services) -> None:
    serve_lookup(services, "lsoa_ward_district", count=9)
    assert "gave 8 rows, where it says there are 9." in fetching.one("lsoa_ward_district").problem
    assert held_files(fetching.made) == []


def test_service_with_other_columns_is_refused_before_any_page(fetching: Fetching, services: Services) -> None:
    rows = [{n.replace("WD24", "WARD"): v for n, v in row.items()} for row in rows_of("LSOA21_WD24_LAD24_EW_LU.csv")]
    path = Layer(rows).serve(services, "LSOA21_WD24_LAD24_EW_LU")
    found = fetching.one("lsoa_ward_district")
    assert "Its columns have changed: WD24CD, WD24NM missing (there are: ObjectId, LSOA21CD, " in found.problem
    assert services.asked(path) == []


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (page("ArcGIS REST Services Directory"), 'answers with a web page ("ArcGIS REST Services Directory")'),
        (in_json({"error": {"code": 499, "message": "Token Required"}}), 'answers with error 499 ("Token Required").'),
        (in_json({"currentVersion": 11}), "is no longer a feature service: its answer has no fields."),
        (in_json([1, 2]), "answers with error 0"),
    ],
)
def test_address_that_is_no_feature_service_is_told(
    fetching: Fetching, services: Services, reply: Reply, words: str
) -> None:
    services.answers[f"{LAYERS}/LAD24_RGN24_EN_LU/FeatureServer/0"] = lambda _: reply
    assert words in fetching.one("district_region").problem


AGED = [(code, f"Aged {n} to {n + 4} years", "70") for code, _, _ in LSOAS for n in range(5, 95, 5)]


@pytest.mark.parametrize(("at_once", "counted"), [(50, True), (50, False), (48, False), (144, True), (1_000, False)])
def test_residents_come_from_nomis_in_pages(
    fetching: Fetching, services: Services, tmp_path: Path, at_once: int, counted: bool
) -> None:
    fetching.manifest = services.manifest(tmp_path / "pages", "residents", rows=str(at_once))
    services.answers[NOMIS] = nomis(AGED, at_once, counted)
    found = fetching.one("residents")
    assert found.outcome == "downloaded", found.problem
    give(fetching.made, {n: c for n, c in lookup_files().items() if "census" not in n} | {"a.csv": month_of("2025-03")})
    residents = read_sources(fetching.made).table(RESIDENTS.table)
    assert len(residents) == len(AGED) == 144
    assert residents["residents"].sum() == 70 * 144
    assert {r.query["geography"] for r in services.requests} == {"TYPE151"}


def test_residents_with_a_total_among_the_ages_are_not_counted_twice(made: Workspace) -> None:
    rows = [("GEOGRAPHY_CODE", "C2021_AGE_19_NAME", "OBS_VALUE"), *AGED, ("E01990001", "Total", "1260")]
    text = "\n".join(",".join(row) for row in rows).encode()
    give(
        made,
        {n: c for n, c in lookup_files().items() if "census" not in n} | {"r.csv": text, "a.csv": month_of("2025-03")},
    )
    assert read_sources(made).table(RESIDENTS.table)["residents"].sum() == 70 * 144


# --- every other dataset ------------------------------------------------------------------------------------------------


def test_every_dataset_is_served_in_a_test_or_made_by_hand() -> None:
    served = {*SERVICES, "boundaries", "district_county", "police_street", "residents"}
    served |= {"recorded_crime", "recorded_crime_2016_2020"}
    assert {dataset.name for dataset in read()} == served | {*BY_DOWNLOAD} | {*BY_HAND, "lsoa_csp"}


@pytest.mark.parametrize("name", BY_DOWNLOAD)
def test_dataset_goes_into_its_table_and_is_read(fetching: Fetching, services: Services, name: str) -> None:
    serve(services, name)
    found = fetching.one(name)
    assert found.outcome == "downloaded", found.problem
    made, dataset = fetching.made, found.dataset
    assert door.kinds_held(made) == {found.file: dataset.table}
    assert next(one.files for one in held(made) if one.dataset.name == name) == (found.file,)
    give(made, lookup_files() | {"a.csv": month_of("2025-03")})
    read_sources(made)
    source = next(s for s in door.SOURCES if s.name == door.SOURCE_OF[dataset.table])
    table = next(t for t in source.tables if dataset.table.startswith(t.name))
    rows = made.table(table)
    area = next((c for c in ("lsoa21", "lsoa_code", "area_code") if c in rows), None)
    if area is None:  # it is of no area: the deflator
        assert set(rows["period"]) == {"2015", "2015 Q2", "2016"}
    else:
        assert sorted(set(rows[area])) == sorted(CODES)
    assert not [i for i in issues_of(made, source.name) if i["file"] == found.file]


@pytest.mark.parametrize("name", CENSUS)
def test_census_tables_come_from_nomis_in_pages(
    fetching: Fetching, services: Services, tmp_path: Path, name: str
) -> None:
    fetching.manifest = services.manifest(tmp_path / "pages", name, rows="7")
    serve(services, name, at_once=7)
    found = fetching.one(name)
    assert (fetching.made.sources / found.file).read_bytes() == BY_DOWNLOAD[name]
    assert len(services.requests) == -(-(BY_DOWNLOAD[name].count(b"\n") - 1) // 7)
    (select,) = {request.query["select"] for request in services.requests}
    assert select.upper().split(",") == [*BY_DOWNLOAD[name].decode().split("\n")[0].split(","), "RECORD_COUNT"]


def test_workbook_with_other_columns_names_those_that_are_missing(fetching: Fetching, services: Services) -> None:
    broad = [["LSOA 2021 Code", "LSOA 2021 Name", "Total", "F0 to 15", "M0 to 15"], ["E01990001", "Moor", 9, 4, 5]]
    services.answers["/file"] = FileThere(workbook({"Mid-2022 LSOA 2021": broad}))
    problem = fetching.one("residents_by_year").problem
    assert "Its columns have changed: F0, F90, M0, M90 missing (there are: LSOA 2021 Code, LSOA 2021 Name, " in problem
    assert held_files(fetching.made) == []
    services.answers["/file"] = FileThere(workbook({"Mid-2022": [SINGLE_YEARS[:-9]]}))
    assert "but none for M82, M83" in fetching.one("residents_by_year").problem


@pytest.mark.parametrize("name", BY_HAND)
def test_dataset_by_hand_says_where_to_go_and_is_taken_in_from_a_folder(
    fetching: Fetching, tmp_path: Path, name: str
) -> None:
    asked = fetching.one(name)
    assert "There is nothing to download" in asked.problem
    assert (
        f"open {asked.dataset.page} and look for {asked.dataset.look_for}. Put the file into a folder, then: "
        in asked.todo
    )
    (file,) = files(name)
    (taken,) = purbeck.get(fetching.made.path, put(tmp_path / "given", files(name)))
    assert (taken.kind, taken.name) == (asked.dataset.table, file)
    assert next(one.files for one in held(fetching.made) if one.dataset.name == name) == (file,)
    give(fetching.made, lookup_files() | {"a.csv": month_of("2025-03")})
    read_sources(fetching.made)
    assert files_of(fetching.made)[file][2] == 0, "no row was set aside"


def test_dataset_by_hand_is_left_out_unless_it_is_named(fetching: Fetching) -> None:
    assert not {one.dataset.name for one in fetching.all()} & {*BY_HAND, "lsoa_csp"}


# --- held, unchanged, out of date -------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = FileThere(SMALL)
    _, path = serve_lookup(services, "district_region")
    assert [one.outcome for one in fetching.all("police_street", "district_region")] == ["downloaded"] * 2
    sent, asked = services.sent[POLICE], len(services.asked(path))
    assert [one.outcome for one in fetching.all("police_street", "district_region")] == ["unchanged"] * 2
    assert services.asked(POLICE)[-1].headers["If-None-Match"] == '"one"'
    assert services.sent[POLICE] == sent
    assert len([r for r in services.asked(path)[asked:] if "resultOffset" in r.query]) == 0
    assert len(downloads(fetching.made)) == 2
    assert not (fetching.made.path / "downloads").exists()


def test_same_bytes_from_a_server_without_marks_are_held_once(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = FileThere(SMALL, etag="", modified="")
    assert [fetching.one("police_street").outcome for _ in range(2)] == ["downloaded", "unchanged"]
    assert held_files(fetching.made) == ["police_street-2026-10.zip"]
    assert [one.file for one in downloads(fetching.made)] == ["police_street-2026-10.zip"] * 2


def test_file_taken_out_of_sources_is_downloaded_again(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = FileThere(SMALL)
    held_file = fetching.made.sources / fetching.one("police_street").file
    held_file.unlink()
    assert fetching.one("police_street").outcome == "downloaded"
    assert held_file.read_bytes() == SMALL


def test_new_edition_is_kept_beside_the_old(fetching: Fetching, services: Services, tmp_path: Path) -> None:
    first = recorded_crime(tmp_path)
    newer = ODS.replace("230726", "221026")
    services.answers |= {PAGE: lambda _: page("Tables", ODS), ODS: FileThere(first)}
    fetching.one("recorded_crime")
    services.answers |= {PAGE: lambda _: page("Tables", newer), newer: FileThere(first + b" ")}
    found = fetching.one("recorded_crime")
    assert found.outcome == "downloaded"
    assert len(held_files(fetching.made)) == 2
    assert (fetching.made.sources / "recorded_crime.ods").read_bytes() == first


def test_held_files_are_asked_for_only_when_a_newer_one_should_be_there(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = FileThere(SMALL)
    serve_lookup(services, "district_region")
    fetching.all("police_street", "district_region")
    asked = len(services.requests)
    for days, newly in ((30, []), (32, ["/data/archive/2026-11.zip", POLICE])):
        fetching.now = NOW + dt.timedelta(days=days)
        outcomes = {one.dataset.name: one.outcome for one in fetching.all()}
        assert outcomes["district_region"] == "held"
        assert outcomes["police_street"] == ("held" if not newly else "unchanged")
        assert outcomes["residents"] == "failed"
        assert [r.path for r in services.requests[asked:] if "archive" in r.path] == newly


def test_file_given_by_hand_counts_as_held(fetching: Fetching, tmp_path: Path) -> None:
    given = put(tmp_path / "given", {"x.csv": month_of("2026-09"), "y.csv": lookup_files()["LAD24_RGN24_EN_LU.csv"]})
    purbeck.get(fetching.made.path, given)
    fetching.now = dt.datetime.now(dt.UTC)
    outcomes = {one.dataset.name: one.outcome for one in fetching.all()}
    assert {name for name, outcome in outcomes.items() if outcome == "held"} == {"police_street", "district_region"}
    has = {one.dataset.name: one.files for one in held(fetching.made, fetching.manifest)}
    assert has["police_street"] == ("x.csv",)
    assert has["recorded_crime"] == ()
    assert set(outcomes) == {dataset.name for dataset in read(fetching.manifest) if dataset.first_assessment}


def test_one_part_of_recorded_crime_is_not_taken_for_the_other(
    fetching: Fetching, services: Services, tmp_path: Path
) -> None:
    services.answers |= {PAGE: lambda _: page("Tables", ODS), ODS: FileThere(recorded_crime(tmp_path))}
    fetching.one("recorded_crime")
    has = {one.dataset.name: one.files for one in held(fetching.made, fetching.manifest)}
    assert has["recorded_crime"] == ("recorded_crime.ods",)
    assert has["recorded_crime_2016_2020"] == ()


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("prc-csp-mar2016-mar2020-tables-230726.ods", "recorded_crime_2016_2020"),
        ("prc-csp-mar16-mar20-tables-230726.ods", "recorded_crime_2016_2020"),
        ("prc-csp-mar2021-mar2026-tables-230726.ods", "recorded_crime"),
        ("renamed.ods", "recorded_crime"),
    ],
)
def test_recorded_crime_given_by_hand_is_the_part_that_its_name_says(
    fetching: Fetching, tmp_path: Path, name: str, dataset: str
) -> None:
    purbeck.get(fetching.made.path, put(tmp_path / "given", {f"tables/{name}": recorded_crime(tmp_path)}))
    has = {one.dataset.name: bool(one.files) for one in held(fetching.made, fetching.manifest)}
    assert {known: has[known] for known in ("recorded_crime", "recorded_crime_2016_2020")} == {
        known: known == dataset for known in ("recorded_crime", "recorded_crime_2016_2020")
    }


def test_a_second_file_of_one_name_is_of_the_same_dataset(fetching: Fetching, tmp_path: Path) -> None:
    older = "prc-csp-mar2016-mar2020-tables-230726.ods"
    purbeck.get(fetching.made.path, put(tmp_path / "first", {older: recorded_crime(tmp_path)}))
    put(fetching.made.sources, {f"{older[:-4]}.0a1b2c3d.ods": recorded_crime(tmp_path)})
    has = {one.dataset.name: len(one.files) for one in held(fetching.made, fetching.manifest)}
    assert (has["recorded_crime"], has["recorded_crime_2016_2020"]) == (0, 2)


def test_one_failure_does_not_stop_the_others(fetching: Fetching, services: Services, tmp_path: Path) -> None:
    for name in SERVICES:
        serve_lookup(services, name)
    for name in ("imd_2025", "rurality", *CENSUS):
        serve(services, name)
    services.answers[POLICE] = lambda _: Reply(404)
    services.answers[NOMIS] = nomis(AGED, 50)
    services.answers |= {PAGE: lambda _: page("Tables", ODS), ODS: FileThere(recorded_crime(tmp_path))}
    Layer([{"LSOA21CD": code} for code, _, _ in LSOAS]).serve(services, BOUNDARIES)
    outcomes = {one.dataset.name: one.outcome for one in fetching.all()}
    failed = {name for name, outcome in outcomes.items() if outcome == "failed"}
    assert failed == {"police_street", "district_county"}
    assert {outcome for name, outcome in outcomes.items() if name not in failed} == {"downloaded"}
    assert len(fetching.made.register()) == len(downloads(fetching.made)) == 13
    services.answers[POLICE] = FileThere(SMALL)
    again = {one.dataset.name: one.outcome for one in fetching.all()}
    assert again["police_street"] == "downloaded"
    assert sum(outcome == "held" for outcome in again.values()) == 13
    read_sources(fetching.made)


def test_dataset_made_by_hand_says_so(fetching: Fetching) -> None:
    found = fetching.one("lsoa_csp")
    assert "There is nothing to download" in found.problem
    assert "LSOA21CD, CSP24CD and CSP24NM" in found.todo
    assert "Nobody has reached" not in found.problem


def test_unknown_dataset_is_told_before_anything_is_asked(fetching: Fetching, services: Services) -> None:
    with pytest.raises(SettingsError, match='There is no dataset "residence"') as caught:
        fetching.all("police_street", "residence")
    assert "residents" in caught.value.what
    assert services.requests == []
    with pytest.raises(SettingsError) as caught:
        fetching.all(str(Path(__file__)))
    assert caught.value.todo == f"To take in files that you have: purbeck get PATH --from {Path(__file__)}"


# --- the record -------------------------------------------------------------------------------------------------------


def test_record_cut_in_the_middle_of_a_line_names_that_line(fetching: Fetching, services: Services) -> None:
    services.answers[POLICE] = FileThere(SMALL)
    serve_lookup(services, "district_region")
    fetching.all("police_street", "district_region")
    path = fetching.made.path / RECORD_FILE
    held = downloads(fetching.made)
    assert len(held) == 2
    whole = path.read_bytes()
    path.write_bytes(whole.rstrip())
    assert downloads(fetching.made) == held, "only its line end is gone"
    path.write_bytes(whole[: whole.rindex(b",", 0, whole.rindex(b","))])
    with pytest.raises(SettingsError, match=r"ledger/downloads\.csv, line 3: .* is not an entry"):
        downloads(fetching.made)


def test_line_that_is_no_download_is_named(fetching: Fetching) -> None:
    path = fetching.made.path / RECORD_FILE
    path.write_text(",".join(LEDGER.columns) + "\r\nyesterday,residents\r\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"ledger/downloads\.csv, line 2: yesterday,residents"):
        fetching.all()
    assert not (fetching.made.path / REGISTER_FILE).exists()


# --- as people call it ------------------------------------------------------------------------------------------------


def test_download_from_python(made: Workspace, services: Services, tmp_path: Path) -> None:
    serve_lookup(services, "district_region")
    manifest = services.manifest(tmp_path / "manifest", "district_region")
    (found,) = flow.download(made.path, manifest=manifest)
    assert found.outcome == "downloaded"
    (again,) = flow.download(made.path, manifest=manifest)
    assert again.outcome == "held"
    assert [one.files for one in flow.held(made.path, manifest)] == [("district_region.csv",)]


def test_building_loads_nothing_that_speaks_to_a_network() -> None:
    told = (
        "import sys, purbeck, purbeck.cli; print([m for m in ('urllib3', 'purbeck.sources.fetch') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
