"""How the built page is served, and what it is built from."""

import json
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from channels.api import problems
from channels.page import CONTENT_SECURITY_POLICY, page_routes
from web import build


def client(dist: Path) -> TestClient:
    app = FastAPI()
    problems.register(app)
    app.include_router(page_routes(dist))
    return TestClient(app)


@pytest.fixture
def page(tmp_path: Path) -> TestClient:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>page</title>")
    (dist / "assets" / "index-abc.js").write_text("1")
    (tmp_path / "secret.txt").write_text("classified")
    return client(dist)


def test_the_page_is_asked_for_again_and_its_parts_are_kept(page: TestClient) -> None:
    assert page.get("/").headers["cache-control"] == "no-cache"
    assert "immutable" in page.get("/assets/index-abc.js").headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "/assets/index-abc.js"])
def test_every_part_carries_the_policy(page: TestClient, path: str) -> None:
    headers = page.get(path).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "rule",
    ["default-src 'none'", "script-src 'self'", "img-src 'self'", "connect-src 'self'", "form-action 'none'",
     "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"],
)  # fmt: skip
def test_the_page_talks_to_nobody_but_its_server(page: TestClient, rule: str) -> None:
    assert rule in page.get("/").headers["content-security-policy"].split("; ")


@pytest.mark.parametrize(
    "path", ["/assets/..%2f..%2fsecret.txt", "/assets/%2e%2e", "/assets/.hidden", "/assets/none.js"]
)
def test_nothing_else_is_served(page: TestClient, path: str) -> None:
    answer = page.get(path)
    assert answer.status_code in (404, 422)
    assert "classified" not in answer.text


def test_a_page_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    answer = client(tmp_path / "none").get("/")
    assert answer.status_code == 503
    assert "make web" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v20.20.2", False),
        ("v22.22.1", False),
        ("v22.22.2", True),
        ("v24.14.9", False),
        ("v24.19.0", True),
        ("v25.0.0", False),
        ("v26.0.0", True),
        ("", False),
    ],
)
def test_only_a_node_that_package_json_allows_is_used(version: str, expected: bool) -> None:
    assert build.new_enough(version) is expected


def test_the_lock_holds_hashes_and_no_addresses() -> None:
    packages = json.loads((build.WEB / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)


def test_versions_are_exact() -> None:
    package = json.loads((build.WEB / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, version in versions.items() if not version[0].isdigit()] == []


def test_a_changed_source_is_another_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "WEB", tmp_path)
    for name in build.SOURCES:
        place = tmp_path / name
        if "." in name:
            place.write_text(name)
        else:
            place.mkdir()
    before = build.sources_digest()
    assert build.sources_digest() == before
    (tmp_path / "core" / "new.ts").write_text("export {}")
    assert build.sources_digest() != before
