"""The Dockerfile and compose.yaml, read without Docker: what a builder would refuse, what would run as root, and what has drifted from the code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest
from jsonschema.validators import validator_for
from ruamel.yaml import YAML

from infra.embedded.kafka import SETTINGS
from infra.process import LEAVE_S
from tests.support.containers import DOCKERFILE, ROOT, Instruction, image_environment, instructions, ours, services, whole

TARGETS = ("apis", "workers")
APIS = ("command_api", "query_api", "decider", "projections", "router", "integrations")
PINNED = re.compile(r"[a-z0-9./-]+:[a-z0-9.-]*\d[a-z0-9.-]*(@sha256:[0-9a-f]{64})?")
MEDIA = ("cv2", "espeakng_loader", "hibari", "imageio_ffmpeg", "numpy", "onnxruntime", "pysubs2", "scipy", "skia")
PROGRAM = """
import importlib, sys
closed = set(sys.argv[1].split(","))

class Closed:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in closed:
            raise ModuleNotFoundError(f"{name} is not in the image", name=name)

sys.meta_path.insert(0, Closed())
for name in sys.argv[2:]:
    importlib.import_module(name)
"""


# --- the Dockerfile


def faults(every: list[Instruction]) -> list[str]:
    """What we do not want in a Dockerfile."""
    stages = {one.stage for one in every}
    found = []
    for one in every:
        source = one.rest.split()[0]
        match one.word:
            case "FROM" if source not in stages and not PINNED.fullmatch(source):
                found.append(f"{source} is not pinned")
            case "ADD":
                found.append(f"ADD {one.rest}: COPY says what it takes")
            case "COPY" if source.startswith("--from=") and source.partition("=")[2] not in stages:
                found.append(f"there is no stage {source}")
            case "COPY" if not source.startswith("--") and not all((ROOT / path).exists() for path in one.rest.split()[:-1]):
                found.append(f"{source} is not there")
            case "RUN" | "CMD" | "ENTRYPOINT" if one.list is None:
                found.append(f"{one.word} {one.rest} is for a shell, which does not give signals on")
    for target in TARGETS:
        image = whole(target, every)
        words = [one.word for one in image]
        user = next((one.rest for one in reversed(image) if one.word == "USER"), "root")
        if not re.fullmatch(r"[1-9]\d+:[1-9]\d+", user):
            found.append(f"{target} runs as {user}: a number, by which a cluster sees that it is not root")
        found += [f"{target} has no {word}" for word in ("HEALTHCHECK", "STOPSIGNAL", "CMD") if word not in words]
    return found


def test_nothing_is_wrong_with_it() -> None:
    assert faults(list(instructions())) == []


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("FROM python:3.11-slim-bookworm", "FROM python:latest"),
        ("FROM python:3.11-slim-bookworm", "FROM python"),
        ("FROM process AS apis", "FROM processes AS apis"),
        ("USER 10001:10001", "USER root"),
        ("USER 10001:10001", "USER studio"),
        ("COPY decider decider", "COPY deciders decider"),
        ("COPY decider decider", "ADD decider decider"),
        ("--from=apis-packages", "--from=packages"),
        ('CMD ["python", "-m", "command_api"]', "CMD python -m command_api"),
        ("STOPSIGNAL SIGTERM", ""),
        ("requirements/apis.lock /requ", "requirements/api.lock /requ"),
    ],
)
def test_the_rules_would_see_it(there: str, instead: str) -> None:
    text = DOCKERFILE.read_text()
    assert there in text
    assert faults(list(instructions(text.replace(there, instead)))) != []


def test_code_is_copied_after_the_packages_so_that_a_change_of_it_installs_nothing() -> None:
    for one in instructions():
        if one.word == "RUN" and "pip" in one.rest:
            copied = [each.rest for each in instructions() if each.stage == one.stage and each.word == "COPY"]
            assert len(copied) == 1
            assert copied[0].startswith("requirements/")


@pytest.mark.parametrize("target", TARGETS)
def test_the_builder_is_sent_what_is_copied_and_little_else(target: str) -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {one.rest.split()[0] for one in instructions() if one.word == "COPY" and not one.rest.startswith("--")}
    assert sent == copied


@pytest.mark.parametrize(
    ("target", "packages", "more", "without"),
    [("apis", APIS, ("studio.setup", "studio.gateway.wiring"), MEDIA), ("workers", ("gpu_consumers",), (), ())],
)
def test_whatever_a_process_imports_is_in_its_image(target: str, packages: Sequence[str], more: Sequence[str], without: Sequence[str]) -> None:
    """Also what it imports only when it is asked: all its modules are imported, and what its image lacks cannot be found."""
    assert all(find_spec(name) for name in without)
    has = {one.rest.split()[0] for one in whole(target, instructions()) if one.word == "COPY"}
    lacks = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name not in has)
    paths = [path for name in packages for path in (ROOT / name).rglob("*.py") if path.name != "__main__.py"]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    words = [sys.executable, "-c", PROGRAM, ",".join([*lacks, *without]), *names, *more]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert lacks
    assert done.returncode == 0, done.stderr[-3_000:]


def test_the_lock_of_the_apis_has_nothing_that_only_a_media_library_wants() -> None:
    lock = (ROOT / "requirements" / "apis.lock").read_text()
    wanted_by = {name: set(re.findall(r"^    #   (?:via )?(\S+)|^    # via (\S+)", block, re.MULTILINE)) for name, block in _packages(lock).items()}
    for name, pairs in wanted_by.items():
        wanting = {found for pair in pairs for found in pair if found} - {"-c"}
        assert wanting & {"ai-film-studio", *wanted_by}, f"{name} is wanted by {wanting} alone: add it to NO_MEDIA in the Makefile"


def _packages(lock: str) -> dict[str, str]:
    first, *blocks = re.split(r"^([a-z0-9][a-z0-9._-]*)==", lock, flags=re.MULTILINE)
    assert first.lstrip().startswith("#")
    return dict(zip(blocks[::2], blocks[1::2], strict=True))


# --- compose.yaml


def test_it_keeps_to_the_compose_specification() -> None:
    package = find_spec("check_jsonschema")
    assert package is not None
    assert package.origin is not None
    schema = json.loads((Path(package.origin).parent / "builtin_schemas" / "vendor" / "compose-spec.json").read_text())
    given = YAML(typ="safe").load(ROOT / "compose.yaml")
    assert [f"{error.json_path}: {error.message}" for error in validator_for(schema)(schema).iter_errors(given)] == []


def test_every_process_is_there_and_looked_after() -> None:
    run = {name for name, service in ours().items() if service["restart"] == "unless-stopped"}
    assert run == {*APIS, "gpu_consumers", "gateway"}
    for name, service in services().items():
        assert service["mem_limit"], name
        assert service["restart"] == ("no" if name in ("setup", "account") else "unless-stopped")
        assert name in ("setup", "account") or "test" in service["healthcheck"]
        assert float(service["stop_grace_period"].removesuffix("s")) > LEAVE_S
        assert re.fullmatch(r"ai-film-studio/(apis|workers):dev", service["image"]) or PINNED.fullmatch(service["image"]), name
        assert set(service.get("depends_on", ())) <= set(services())


def test_each_process_has_a_name_of_its_own_in_its_groups() -> None:
    names = {name: service["environment"].get("STUDIO_KAFKA__INSTANCE") for name, service in ours().items()}
    assert names == {name: name if name in (*APIS, "gpu_consumers") else None for name in ours()}


def test_the_host_sees_one_port_and_only_on_loopback() -> None:
    assert {name: service["ports"] for name, service in services().items() if "ports" in service} == {
        "gateway": [f"127.0.0.1:${{STUDIO_PORT:-8700}}:{image_environment('apis')['STUDIO_HTTP__PORT']}"]
    }


def test_what_is_written_outside_of_memory_lies_in_a_volume_that_the_image_gives_to_its_user() -> None:
    made = [one.list or () for one in instructions() if one.word == "RUN" and '"install", "-d"' in one.rest]
    volumes = {word for words in made for word in words if word.startswith("/")}
    for target, environment in ((target, image_environment(target)) for target in TARGETS):
        places = [Path(value) for name, value in environment.items() if value.startswith("/var/")]
        assert len(places) == 4, target
        assert all(any(place.is_relative_to(volume) for volume in volumes) for place in places)
    for name, service in ours().items():
        assert service["read_only"], name
        assert {mounted.split(":")[1] for mounted in service.get("volumes", ())} <= volumes


def test_only_who_must_has_the_keys_and_the_database() -> None:
    assert {name for name, one in ours().items() if any(each.startswith("keys:") for each in one.get("volumes", ()))} == {
        "setup", "account", "command_api", "query_api",
    }  # fmt: skip
    assert {name for name, one in ours().items() if "DATABASE_URL" in one["environment"]} == {
        "setup", "account", "command_api", "query_api", "projections",
    }  # fmt: skip


def test_the_broker_is_set_as_the_one_of_our_tests() -> None:
    has = services()["kafka"]["environment"]
    assert {name: has.get("KAFKA_" + name.upper().replace(".", "_")) for name in SETTINGS} == {name: str(value) for name, value in SETTINGS.items()}


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text()
    assert re.findall(r"\$\{STUDIO_DATABASE_PASSWORD(\S\S)", text) == [":?"] * text.count("STUDIO_DATABASE_PASSWORD:") != []
    assert "/.env" in (ROOT / ".gitignore").read_text().split()


def test_the_guide_names_every_variable_of_the_compose_file() -> None:
    guide = (ROOT / "docs" / "containers.md").read_text()
    assert [name for name in set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text())) if name not in guide] == []
