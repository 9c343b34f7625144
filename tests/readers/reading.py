"""The readers of records, and how to learn what they read."""

import html
import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from store.domain.record_format import RecordFormat
from tests.readers.facts import Facts
from tests.readers.tools import Tools

LOG4BRAINS = """\
const { Log4brains } = require("@log4brains/core");
const told = ({ slug, title, status, supersededBy, publicationDate }) =>
  ({ slug, title, status, supersededBy, publicationDate });
Log4brains.create(process.argv[1]).searchAdrs()
  .then((records) => console.log(JSON.stringify(records.map(told))));
"""
"""What log4brains' commands and pages are made from: they leave out the days."""

GFM = """\
import sys
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
print(github_flavored_markdown_to_html(sys.stdin.read(), Options.CMARK_OPT_UNSAFE))
"""


YAML = """\
import json, sys, yaml
print(json.dumps(next(yaml.safe_load_all(sys.stdin)), default=str))
"""


@dataclass(frozen=True)
class Reader:
    """A tool that reads a folder of records.

    Args:
        name: the package's.
        profile: what it is given to read.
        read: what it reads of a folder; the folder is a copy, in a repository.
        words: its own for statuses, where they differ.
        limit: what it cannot do, whoever wrote the records.
    """

    name: str
    profile: str
    read: Callable[[Tools, Path], Facts]
    words: Mapping[str, str] = field(default_factory=dict)
    limit: str = ""


def copied(tools: Tools, folder: Path) -> Path:
    """A copy of the folder in a copy of its repository, for a tool that writes."""
    repository = tools.work / "copy"
    shutil.rmtree(repository, ignore_errors=True)
    shutil.copytree(folder.parents[1], repository)
    return repository / folder.relative_to(folder.parents[1])


def gfm(tools: Tools, text: str) -> str:
    """Markdown as GitHub renders it, with HTML in it let through."""
    return tools.run("python", "-c", GFM, cwd=tools.work, given=text)


def plain(rendered: str) -> str:
    """The text of HTML in which no element has a meaning."""
    return html.unescape(rendered).strip()


def adr_viewer(tools: Tools, folder: Path) -> Facts:
    """From the page that it makes: a panel a file, with the status by its colour.

    Entities in titles are undone once more: mistune, which it uses, shows them as written.
    """
    tools.run("adr-viewer", "--adr-path", folder, "--output", "page.html", cwd=folder.parent)
    page = (folder.parent / "page.html").read_text("utf-8")
    panel = r'<div class="panel-heading adr-(\w+)">\s*<h4 class="panel-title">\s*<a [^>]*>(.*?)</a>'
    panels = re.findall(panel, page, re.DOTALL)
    names = sorted(path.name for path in folder.glob("*.md"))
    read = dict(zip(names, panels, strict=True))
    del read["index.md"]  # it has no numbers, so that this is one more panel
    return _facts(
        titles={name: _unnumbered(plain(plain(title))) for name, (_, title) in read.items()},
        statuses={name: status for name, (status, _) in read.items()},
    )


def adr_viewer_titles(tools: Tools, folder: Path) -> Facts:
    """The same of records without the section that it has statuses from."""
    read = adr_viewer(tools, folder)
    del read["statuses"]
    return read


def pyadr(tools: Tools, folder: Path) -> Facts:
    """From the table of contents that it makes, once it has found nothing wrong."""
    repository = folder.parents[1]
    settings = f"[adr]\nrecords-dir = {folder.relative_to(repository)}\n"
    (repository / ".adr").write_text(settings, "utf-8")
    tools.run("pyadr", "check-adr-repo", cwd=repository)
    tools.run("pyadr", "toc", cwd=repository)
    titles, statuses, successors = {}, {}, {}
    contents = gfm(tools, (folder / "index.md").read_text("utf-8"))
    section = ""
    for heading, name, text, rest in re.findall(
        r"<h[23]>(.*?)</h[23]>|<li><a href=\"(.*?)\">(.*?)</a>(.*?)</li>", contents
    ):
        if heading:
            found = re.fullmatch(r"(?:Status )?<code>(\w+)</code>|(\w+) Records", heading)
            section = (found[1] or found[2]).lower() if found else ""
            continue
        titles[name], statuses[name] = plain(text).partition(" - ")[2], section
        if by := re.search('superseded by <a href="(.*?)"', rest):
            successors[name] = by[1]
    return _facts(titles=titles, statuses=statuses, successors=successors)


def log4brains(tools: Tools, folder: Path) -> Facts:
    """From what its command and its pages are made from."""
    repository = folder.parents[1]
    settings = repository / ".log4brains.yml"
    if not settings.exists():
        place = folder.relative_to(repository)
        project = f"project:\n  name: Team\n  tz: Etc/UTC\n  adrFolder: {place}\n"
        settings.write_text(project, "utf-8")
    found = json.loads(tools.run("node", "-e", LOG4BRAINS, repository, cwd=tools.packages.parent))
    records = {f"{record['slug']}.md": record for record in found}
    return _facts(
        titles={name: record["title"] for name, record in records.items()},
        statuses={name: record["status"] for name, record in records.items()},
        dates={name: (record["publicationDate"] or "")[:10] for name, record in records.items()},
        successors={
            name: f"{record['supersededBy']}.md"
            for name, record in records.items()
            if record["supersededBy"]
        },
    )


def log4brains_unlinked(tools: Tools, folder: Path) -> Facts:
    """The same of records whose links say a number, which it takes for a file's name."""
    read = log4brains(tools, folder)
    del read["successors"]
    return read


def adr_log(tools: Tools, folder: Path) -> Facts:
    """From the list that it puts into index.md, in place of the one that Shortlist keeps there."""
    index = folder / "index.md"
    index.write_text("<!-- adrlog -->\n<!-- adrlogstop -->\n", "utf-8")
    tools.run("adr-log", "-i", index, "-d", folder, cwd=folder)
    found = items(gfm(tools, index.read_text("utf-8")))
    titles = {name: _unnumbered(plain(rest).removeprefix("- ")) for name, _, rest in found}
    return _facts(titles=titles)


def pyyaml(tools: Tools, folder: Path) -> Facts:
    """From the front matter, as Backstage, Structurizr and site generators take it."""
    files = {path.name[:4]: path for path in sorted(folder.glob("[0-9]*.md"))}
    statuses, dates, successors = {}, {}, {}
    for path in files.values():
        text = path.read_text("utf-8")
        front = json.loads(tools.run("python", "-c", YAML, cwd=folder, given=text))
        status, _, by = front["status"].partition(" by ")
        statuses[path.name], dates[path.name] = status, front["date"]
        if by:
            number = re.match(r"\[?ADR-(\d+)", by)
            successors[path.name] = files[number[1]].name if number else by
    return _facts(statuses=statuses, dates=dates, successors=successors)


def adr_list(tools: Tools, folder: Path) -> Facts:
    """From adr-tools' list of files."""
    return _facts(files={name: name for name in _listed(tools, folder)})


def adr_tools(tools: Tools, folder: Path) -> Facts:
    """From adr-tools' table of contents and graph; the graph has the links of the later record."""
    names = {int(name.partition("-")[0]): name for name in _listed(tools, folder)}
    found = items(gfm(tools, tools.run("adr", "generate", "toc", cwd=folder.parents[1])))
    titles = {name: _unnumbered(plain(text)) for name, text, _ in found}
    graph = tools.run("adr", "generate", "graph", cwd=folder.parents[1])
    links = re.findall(r'_(\d+) -> _(\d+) \[label="Supersedes"', graph)
    return _facts(
        titles=titles, successors={names[int(old)]: names[int(new)] for new, old in links}
    )


def _listed(tools: Tools, folder: Path) -> list[str]:
    repository = folder.parents[1]
    (repository / ".adr-dir").write_text(str(folder.relative_to(repository)), "utf-8")
    return [Path(line).name for line in tools.run("adr", "list", cwd=repository).splitlines()]


def _unnumbered(title: str) -> str:
    """The title without the number that Nygard's format has in front of it."""
    return re.sub(r"^\d+\. ", "", title)


def items(rendered: str) -> Iterable[tuple[str, str, str]]:
    """The items of lists that begin with a link: where to, its text, and what is behind it."""
    return re.findall(r'<li><a href="(.*?)">(.*?)</a>(.*?)</li>', rendered)


def _facts(**facts: dict[str, str]) -> Facts:
    return {"files": {name: name for name in next(iter(facts.values()))}, **facts}


_GREY = {"proposed": "pending", "rejected": "unknown", "deprecated": "unknown"}

READERS = (
    Reader(
        "adr-viewer",
        RecordFormat.MADR4,
        adr_viewer_titles,
        limit="statuses are grey: no `## Status`",
    ),
    Reader(
        "adr-viewer", RecordFormat.COMPAT, adr_viewer, _GREY, "rejected and deprecated are grey"
    ),
    Reader(
        "adr-viewer", RecordFormat.NYGARD, adr_viewer, _GREY, "rejected and deprecated are grey"
    ),
    Reader("pyadr", RecordFormat.COMPAT, pyadr),
    Reader("pyadr", RecordFormat.MADR2, pyadr),
    Reader("log4brains", RecordFormat.COMPAT, log4brains),
    Reader("log4brains", RecordFormat.LOG4BRAINS, log4brains),
    Reader("log4brains", RecordFormat.MADR2, log4brains_unlinked, limit="it wants slugs in links"),
    *(Reader("adr-log", profile, adr_log) for profile in RecordFormat),
    Reader("pyyaml", RecordFormat.MADR4, pyyaml),
    Reader("pyyaml", RecordFormat.COMPAT, pyyaml),
    Reader("pyyaml", RecordFormat.MADR3, pyyaml),
    Reader("adr-tools", RecordFormat.MADR4, adr_list, limit="line 1 is its title: `---`"),
    Reader("adr-tools", RecordFormat.COMPAT, adr_list, limit="line 1 is its title: `---`"),
    Reader("adr-tools", RecordFormat.NYGARD, adr_tools),
)
"""Each is given what it claims to read; pyadr and log4brains want `* Status:` or `- Status:`."""
