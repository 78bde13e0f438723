"""Runs the shell parts of ci/templates as their CI would, with a real archive: try_templates.py ARCHIVE

The suite that they run is a small one, green and then red: JUnit report, log and exit code must come out of each."""
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

ARCHIVE = pathlib.Path(sys.argv[1]).resolve()
TEMPLATES = pathlib.Path(__file__).resolve().parent.parent / "templates"
GREEN = '{ "calls": "hooks", "never": true, "for": "20ms" }'
RED = '{ "calls": "hooks", "exactly": 1, "within": "20ms" }'


def shell_parts():
    """CI -> scripts, one after the other; each is run by a bash of its own."""
    gitlab = yaml.safe_load((TEMPLATES / "gitlab/.gitlab-ci.yml").read_text())["ricochet"]
    yield "gitlab", ["\n".join(gitlab["before_script"] + gitlab["script"])]  # GitLab runs both in one shell
    action = yaml.safe_load((TEMPLATES / "github/setup-ricochet/action.yml").read_text())
    workflow = yaml.safe_load((TEMPLATES / "github/ricochet.yml").read_text())
    steps = action["runs"]["steps"] + workflow["jobs"]["scenarios"]["steps"]
    yield "github", [step["run"] for step in steps if "run" in step]
    yield "jenkins", re.findall(r"'''(.*?)'''", (TEMPLATES / "jenkins/Jenkinsfile").read_text(), re.S)


def run(ci, scripts, checksum, expect):
    with tempfile.TemporaryDirectory() as place:
        work = pathlib.Path(place)
        (work / "scenarios").mkdir()
        (work / "home").mkdir()
        (work / "scenarios/ricochet.json").write_text('{ "bins": ["hooks"] }\n')
        (work / "scenarios/a.json").write_text('{ "scenario": "a", "steps": [ { "expect": %s } ] }\n' % expect)
        env = {"PATH": os.environ["PATH"], "HOME": str(work / "home"), "RICOCHET_URL": f"file://{ARCHIVE}",
               "RICOCHET_SHA256": checksum, "RUNNER_TEMP": str(work / "temp"), "GITHUB_PATH": str(work / "path"),
               "GITHUB_OUTPUT": str(work / "output"), "GITHUB_STEP_SUMMARY": str(work / "summary")}
        code, said = 0, ""
        for script in scripts:
            if (work / "path").exists():
                env["PATH"] = (work / "path").read_text().strip() + ":" + env["PATH"]
            done = subprocess.run(["bash", "-e", "-c", script], cwd=work, env=env, text=True, capture_output=True,
                                  timeout=60)
            code, said = done.returncode, said + done.stdout + done.stderr
            if code:
                break
        report = work / "reports/ricochet.xml"
        return code, report.read_text() if report.exists() else "", (work / "reports/ricochet.log").exists(), said


def main():
    good = hashlib.sha256(ARCHIVE.read_bytes()).hexdigest()
    for ci, scripts in shell_parts():
        for name, checksum, expect, wanted in (("green", good, GREEN, 0), ("red", good, RED, 1)):
            code, report, has_log, said = run(ci, scripts, checksum, expect)
            fine = code == wanted and '<testcase' in report and ('<failure' in report) == (wanted == 1) and has_log
            if not fine:
                sys.exit(f"error: {ci}, {name}: exit code {code} instead of {wanted}, or no report\n{said}")
        code, report, _, said = run(ci, scripts, "0" * 64, GREEN)
        if code == 0 or report:
            sys.exit(f"error: {ci} takes an archive with a wrong checksum\n{said}")
        print(f"  {ci}: green 0, red 1, a wrong checksum is refused")


main()
