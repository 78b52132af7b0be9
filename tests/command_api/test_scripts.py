"""Scripts have versions, and each of them can be had back."""

from __future__ import annotations

from schemas.commands.project import SaveScript
from schemas.partitions import partition_of
from schemas.values import ScriptRef
from tests.command_api.conftest import ME, SCRIPT, Desk
from tests.support.deciding import append, outcome

VERSIONS = 102  # more than one page of versions holds


async def test_the_first_version_can_be_restored_however_many_came_after(desk: Desk) -> None:
    async with desk.http() as http:
        project = await desk.project(http)
        here, first = f"/api/v1/projects/{project['project_id']}", project["version"]
        for number in range(VERSIONS):
            later = SaveScript(project_id=project["project_id"], script=ScriptRef(hash=f"{number:064x}", size=1), version=first + number)
            last = await append(desk.log, later, account=ME)
        saved = (await outcome(desk.log, last, partition=partition_of(ME)))[0]
        restored = await http.post(f"{here}/script/versions/1/restore", headers={"If-Match": f'"{saved.version}"'})
        assert restored.status_code == 200, restored.text
        script = (await http.get(f"{here}/script", headers={"If-Position": restored.json()["position"]})).json()
        assert (script["script_version"], script["restored_from"], script["text"]) == (VERSIONS + 2, 1, SCRIPT)


async def test_a_version_that_never_was_cannot_be_restored(desk: Desk) -> None:
    async with desk.http() as http:
        project = await desk.project(http)
        for number, status in (("2", 404), ("0", 422), ("-1", 422), (str(2**31), 422), ("x", 422)):
            path = f"/api/v1/projects/{project['project_id']}/script/versions/{number}/restore"
            answer = await http.post(path, headers={"If-Match": project["etag"], "If-Position": project["position"]})
            assert answer.status_code == status, (number, answer.text)
            if status == 422:
                assert answer.json()["errors"][0]["pointer"] == "/script_version"
