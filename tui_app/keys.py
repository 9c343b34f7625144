"""Every key, in one place: the bindings of each screen, list and dialog.

Each has an id, which the user's configuration file remaps (tui_app/keymap.py, docs/keys.md).
"""

from textual.binding import Binding, BindingType


def _key(
    identity: str,
    key: str,
    action: str,
    label: str,
    tip: str = "",
    *,
    show: bool = True,
    shown: str | None = None,
    priority: bool = False,
) -> Binding:
    return Binding(
        key,
        action,
        label,
        show=show,
        key_display=shown,
        priority=priority,
        tooltip=tip,
        id=identity,
    )


APP: list[BindingType] = [
    _key("app.topics", "1", "app.tab('topics')", "Topics", "Open the topics", show=False),
    _key("app.matrix", "2", "app.tab('matrix')", "Matrix", "Open the matrix", show=False),
    _key("app.lab", "3", "app.tab('lab')", "Lab", "Open the Lab", show=False),
    _key(
        "app.decisions", "4", "app.tab('decisions')", "Decisions", "Open the decisions", show=False
    ),
    _key("app.help", "question_mark,f1", "app.help", "Help", "Show or hide all keys", shown="?"),
    _key("app.quit", "q", "app.quit", "Quit", "Leave; everything is saved", show=False),
    _key("app.quit-always", "ctrl+q", "app.quit", "Quit", show=False, priority=True),
]

LIST: list[BindingType] = [
    _key("list.down", "j", "cursor_down", "Down", show=False),
    _key("list.up", "k", "cursor_up", "Up", show=False),
    _key("list.first", "g", "first", "First", show=False),
    _key("list.last", "G", "last", "Last", show=False),
    _key("list.page-down", "ctrl+d", "page_down", "Page down", show=False),
    _key("list.page-up", "ctrl+u", "page_up", "Page up", show=False),
]
"""The vi aliases of a list."""

LONG_LIST: list[BindingType] = [
    *LIST,
    _key("list.arrow-down", "down", "cursor_down", "Down", show=False),
    _key("list.arrow-up", "up", "cursor_up", "Up", show=False),
    _key("list.home", "home", "first", "First", show=False),
    _key("list.end", "end", "last", "Last", show=False),
    _key("list.pagedown", "pagedown", "page_down", "Page down", show=False),
    _key("list.pageup", "pageup", "page_up", "Page up", show=False),
    _key("list.enter", "enter", "select", "Select", show=False),
]
"""The keys of a list that draws its rows itself."""

SCROLL: list[BindingType] = [
    _key("page.down", "j", "scroll_down", "Down", show=False),
    _key("page.up", "k", "scroll_up", "Up", show=False),
    _key("page.first", "g", "scroll_home", "Top", show=False),
    _key("page.last", "G", "scroll_end", "Bottom", show=False),
    _key("page.page-down", "space,ctrl+d", "page_down", "Page down", show=False),
    _key("page.page-up", "b,ctrl+u", "page_up", "Page up", show=False),
    _key("page.next-link", "right,l", "spot(1)", "Next link", show=False),
    _key("page.previous-link", "left,h", "spot(-1)", "Link before", show=False),
    _key("page.follow", "enter", "follow", "Follow the link", show=False),
]
"""The vi aliases of a page."""

TOPICS: list[BindingType] = [
    _key(
        "topics.search",
        "slash",
        "search",
        "Search",
        "Search topics, claims, the matrix, notes, decisions",
        shown="/",
    ),
    _key("topics.claims", "c", "claims", "Claims", "List all claims, or the topics again"),
    _key(
        "topics.verdict",
        "v",
        "filter('verdict')",
        "Verdict",
        "Show only claims that are wrong, outdated, …",
    ),
    _key(
        "topics.about",
        "f",
        "filter('about')",
        "Framework",
        "Show only claims about Flask, Django, …",
    ),
    _key("topics.star", "s", "star", "Star", "Star this topic, or take the star away"),
    _key("topics.note", "n", "note", "Note", "Write a note on this topic"),
    _key(
        "topics.matrix",
        "m",
        "matrix",
        "In the matrix",
        "Go to the criteria that come from this topic",
    ),
    _key("topics.sources", "o", "sources", "Sources", "List this topic's sources and open one"),
    _key(
        "topics.edit",
        "e",
        "edit",
        "Edit",
        "Open your note, or a program of this page, in $EDITOR",
        show=False,
    ),
    _key(
        "topics.copy",
        "y",
        "copy",
        "Copy",
        "Copy a program of this page, or the page as text",
        show=False,
    ),
    _key("topics.read", "r", "read", "Read", "Mark this topic as read, or as unread", show=False),
    _key(
        "topics.return",
        "backspace",
        "return",
        "Page before",
        "Go back to where a link was followed",
        show=False,
    ),
    _key("topics.back", "escape", "back", "Back", "One step back", show=False),
]

GRID: list[BindingType] = [
    _key("grid.up", "up,k", "move(-1, 0)", "Up", show=False),
    _key("grid.down", "down,j", "move(1, 0)", "Down", show=False),
    _key("grid.left", "left,h", "move(0, -1)", "Left", show=False),
    _key("grid.right", "right,l", "move(0, 1)", "Right", show=False),
    _key("grid.first", "home,g", "move(-9999, 0)", "First", show=False),
    _key("grid.last", "end,G", "move(9999, 0)", "Last", show=False),
    _key("grid.page-up", "pageup,ctrl+u", "page(-1)", "Page up", show=False),
    _key("grid.page-down", "pagedown,ctrl+d", "page(1)", "Page down", show=False),
]

MATRIX: list[BindingType] = [
    _key(
        "matrix.raise",
        "plus,equals_sign",
        "step(1)",
        "Change",
        "Raise this weight or rating",
        shown="+ -",
    ),
    _key("matrix.lower", "minus", "step(-1)", "Lower", "Lower this weight or rating", show=False),
    _key("matrix.edit", "e", "edit", "Edit", "Type a weight, or a rating and the reason for it"),
    _key(
        "matrix.matrices",
        "m",
        "matrices",
        "Matrices",
        "Open, make, copy, rename, throw away a matrix",
    ),
    _key("matrix.why", "enter", "why", "Why", "Read the reasons for this row", shown="⏎"),
    _key(
        "matrix.flip",
        "f",
        "flip",
        "Flip",
        "See what would flip the answer and how sure it is, or the reasons",
    ),
    _key("matrix.preset", "p", "preset", "Preset", "Take the weights for a kind of project"),
    _key("matrix.options", "o", "options", "Options", "Show, hide, move, add, edit options"),
    _key("matrix.criteria", "c", "criteria", "Criteria", "Show, hide, move, add, edit criteria"),
    _key(
        "matrix.rule-out",
        "x",
        "rule_out",
        "Rule out",
        "Rule this option out with a reason, or put it back",
    ),
    _key("matrix.undo", "u", "undo", "Undo", "Take the last change back"),
    _key(
        "matrix.save",
        "ctrl+s",
        "save",
        "Save decision",
        "Save what this matrix says as a decision",
        shown="^s",
    ),
    _key(
        "matrix.minimum",
        "b",
        "minimum",
        "Must",
        "Set the least rating that an option must have here",
        show=False,
    ),
    _key(
        "matrix.group",
        "w",
        "group",
        "Weigh group",
        "Give this row's group a share of all weight",
        show=False,
    ),
    _key(
        "matrix.reset",
        "backspace,delete",
        "reset",
        "Reset",
        "Go back to the shipped value",
        show=False,
    ),
    _key("matrix.redo", "U", "redo", "Redo", "Make the change again that was undone", show=False),
    _key(
        "matrix.filter",
        "slash",
        "filter",
        "Filter",
        "Show only criteria whose name holds a text",
        show=False,
        shown="/",
    ),
    _key("matrix.view", "v", "view", "Group", "Show only the criteria of one group", show=False),
    _key(
        "matrix.differing",
        "d",
        "differing",
        "Differences",
        "Show only the rows on which the options differ, or all",
        show=False,
    ),
    _key(
        "matrix.deciding",
        "s",
        "deciding",
        "What decides",
        "Put the rows that decide most first, or by group",
        show=False,
    ),
    _key(
        "matrix.transpose",
        "T",
        "transpose",
        "Transpose",
        "Put the options down and the criteria across, or back",
        show=False,
    ),
    _key(
        "matrix.next-row",
        "right_square_bracket",
        "row(1)",
        "Next row",
        "Go to the next criterion",
        show=False,
        shown="]",
    ),
    _key(
        "matrix.previous-row",
        "left_square_bracket",
        "row(-1)",
        "Row before",
        "Go to the criterion before",
        show=False,
        shown="[",
    ),
    _key(
        "matrix.topic", "t", "topic", "Topic", "Read the topic that this row comes from", show=False
    ),
    _key(
        "matrix.sources",
        "O",
        "sources",
        "Sources",
        "List this row's sources and open one",
        show=False,
    ),
    _key("matrix.copy", "y", "copy", "Copy", "Copy the matrix as a Markdown table", show=False),
    _key("matrix.back", "escape", "back", "Back", "One step back", show=False),
]

LAB: list[BindingType] = [
    _key("lab.run", "r", "run", "Run", "Run this experiment"),
    _key("lab.run-group", "R", "run_group", "Run group", "Run the experiments of this group"),
    _key("lab.run-all", "A", "run_all", "Run all", "Run all experiments"),
    _key(
        "lab.apply",
        "a",
        "apply",
        "Into the matrix",
        "Take the rating that was found, if you say so",
    ),
    _key(
        "lab.install",
        "i",
        "install",
        "Install",
        "Install the frameworks into an environment of their own",
    ),
    _key("lab.edit", "e", "edit", "Edit", "Open a program in $EDITOR"),
    _key("lab.copy", "y", "copy", "Copy", "Copy a program, or the page as text"),
    _key("lab.back", "escape", "back", "Back", "Cancel what is running, or go back", show=False),
]

DECISIONS: list[BindingType] = [
    _key("decisions.edit", "e", "edit", "Edit", "Change what this decision says"),
    _key(
        "decisions.status",
        "c",
        "status",
        "Change status",
        "Accept, reject, deprecate or supersede it, and say why",
    ),
    _key(
        "decisions.history",
        "H",
        "history",
        "History",
        "See what was changed, when and by whom, or the record",
    ),
    _key(
        "decisions.compare",
        "equals_sign",
        "compare",
        "Compare",
        "See what differs between two revisions of this decision",
        show=False,
        shown="=",
    ),
    _key("decisions.export", "x", "export", "Export", "Write this record into a folder"),
    _key(
        "decisions.sync",
        "S",
        "sync",
        "Sync",
        "Bring a folder of records and the decisions to say the same",
    ),
    _key("decisions.undo", "u", "undo", "Undo", "Take the last change of a decision back"),
    _key(
        "decisions.export-all", "X", "export_all", "Export all", "Write all records into a folder"
    ),
    _key("decisions.copy", "y", "copy", "Copy", "Copy this record as Markdown"),
    _key(
        "decisions.redo", "U", "redo", "Redo", "Make the change again that was undone", show=False
    ),
    _key(
        "decisions.trash",
        "delete,backspace",
        "trash",
        "Throw away",
        "Move this decision to the trash",
        show=False,
    ),
    _key(
        "decisions.restore",
        "R",
        "restore",
        "Trash",
        "Take a decision out of the trash, or empty it",
        show=False,
    ),
    _key("decisions.back", "escape", "back", "Back", "One step back", show=False),
]

ARRANGE: list[BindingType] = [
    _key("reorder.toggle", "space", "do('toggle')", "Show or hide", show=False),
    _key("reorder.down", "J,shift+down", "do('down')", "Move down", show=False),
    _key("reorder.up", "K,shift+up", "do('up')", "Move up", show=False),
    _key("reorder.add", "a", "do('add')", "Add", show=False),
    _key("reorder.edit", "e", "do('edit')", "Edit", show=False),
    _key("reorder.remove", "backspace,delete", "do('remove')", "Remove", show=False),
]

SYNC: list[BindingType] = [
    _key("sync.store", "s", "take('store')", "Shortlist's", show=False),
    _key("sync.folder", "f", "take('folder')", "The folder's", show=False),
    _key("sync.leave", "backspace,delete", "take", "Leave it", show=False),
    _key("sync.all-store", "S", "take_all('store')", "Shortlist's, all", show=False),
    _key("sync.all-folder", "F", "take_all('folder')", "The folder's, all", show=False),
]

DIALOG: list[BindingType] = [
    _key("dialog.cancel", "escape", "cancel", "Cancel"),
    _key("dialog.accept", "ctrl+s", "accept", "Save", shown="^s"),
]

CONFIRM: list[BindingType] = [
    _key("confirm.yes", "y", "answer(True)", "Yes"),
    _key("confirm.no", "n", "answer(False)", "No"),
]

TOGETHER: tuple[tuple[list[BindingType], ...], ...] = (
    (APP, TOPICS, LONG_LIST),
    (APP, TOPICS, SCROLL),
    (APP, MATRIX, GRID),
    (APP, MATRIX, SCROLL),
    (APP, LAB, LONG_LIST),
    (APP, LAB, SCROLL),
    (APP, DECISIONS, LONG_LIST),
    (APP, DECISIONS, SCROLL),
    (DIALOG, LONG_LIST),
    (DIALOG, ARRANGE, LONG_LIST),
    (DIALOG, SYNC, LONG_LIST),
    (DIALOG, CONFIRM),
)
"""Which bindings work at the same time; the last of them come first."""

FIXED = {
    "tab": "the next pane",
    "shift+tab": "the pane before",
    "ctrl+c": "copying",
    "ctrl+p": "the palette",
}
"""Keys that Textual's own bindings have, on every screen."""
