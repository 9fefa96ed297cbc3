"""An answer's files over real HTTP: to its own asker alone."""

import csv
import io

from tests.channels.conftest import CFO, CONTROLLER, People
from tests.channels.test_api import ask


def test_a_table_is_downloaded_with_its_facts(as_person: People) -> None:
    answer = ask(as_person(CFO), "How much of AR is overdue, and who are the ten drivers?")
    url = f"/v1/answers/{answer['answer_id']}/export"
    got = as_person(CFO).get(url, params={"format": "csv", "table": 1})
    assert got.headers["content-type"].startswith("text/csv")
    assert "attachment" in got.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"))))
    table = answer["tables"][0]
    assert [row["Open"] for row in rows] == [row[table["columns"].index("Open")] for row in table["rows"]]
    told = as_person(CFO).get(f"/v1/facts/{rows[0]['Open (Fact)']}").json()
    assert (told["same"], told["then"]) == (True, rows[0]["Open"])
    for format, begins in (("xlsx", b"PK"), ("pdf", b"%PDF"), ("md", b"# How much")):
        assert as_person(CFO).get(url, params={"format": format}).content.startswith(begins)


def test_somebody_elses_answer_is_not_there(as_person: People) -> None:
    answer = ask(as_person(CFO), "What is our DSO?")
    url = f"/v1/answers/{answer['answer_id']}/export"
    assert as_person(CONTROLLER).get(url, params={"format": "md"}).status_code == 404
    assert as_person(CFO).get(url, params={"format": "exe"}).status_code == 422
    assert as_person(CFO).get(url, params={"format": "md"}).status_code == 200
    as_person(CFO).delete(f"/v1/threads/{answer['thread_id']}").raise_for_status()
    assert as_person(CFO).get(url, params={"format": "md"}).status_code == 404
