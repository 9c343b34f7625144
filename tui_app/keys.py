"""Every key, in one place: the bindings of each screen, their ids, and the vi aliases.

The ids are what a keymap remaps. Keys that do the same thing on several screens have the same
letter everywhere.
"""

from textual.binding import Binding, BindingType


def _key(
    key: str, action: str, label: str, tip: str = "", *, show: bool = True, shown: str | None = None
) -> Binding:
    identity = f"{action.partition('(')[0].replace('app.', '')}.{label.lower().replace(' ', '-')}"
    return Binding(key, action, label, show=show, key_display=shown, tooltip=tip, id=identity)


APP: list[BindingType] = [
    _key("1", "app.tab('topics')", "Topics", "Open the topics", show=False),
    _key("2", "app.tab('matrix')", "Matrix", "Open the matrix", show=False),
    _key("3", "app.tab('lab')", "Lab", "Open the Lab", show=False),
    _key("4", "app.tab('decisions')", "Decisions", "Open the decisions", show=False),
    _key("question_mark,f1", "app.help", "Help", "Show or hide all keys", shown="?"),
    _key("q", "app.quit", "Quit", "Leave; everything is saved", show=False),
    Binding("ctrl+q", "app.quit", "Quit", show=False, priority=True, id="quit.always"),
]

LIST: list[BindingType] = [
    Binding("j", "cursor_down", "Down", show=False),
    Binding("k", "cursor_up", "Up", show=False),
    Binding("g", "first", "First", show=False),
    Binding("G", "last", "Last", show=False),
    Binding("ctrl+d", "page_down", "Page down", show=False),
    Binding("ctrl+u", "page_up", "Page up", show=False),
]
"""The vi aliases of a list."""

LONG_LIST: list[BindingType] = [
    *LIST,
    Binding("down", "cursor_down", "Down", show=False),
    Binding("up", "cursor_up", "Up", show=False),
    Binding("home", "first", "First", show=False),
    Binding("end", "last", "Last", show=False),
    Binding("pagedown", "page_down", "Page down", show=False),
    Binding("pageup", "page_up", "Page up", show=False),
    Binding("enter", "select", "Select", show=False),
]
"""The keys of a list that draws its rows itself."""

SCROLL: list[BindingType] = [
    Binding("j", "scroll_down", "Down", show=False),
    Binding("k", "scroll_up", "Up", show=False),
    Binding("g", "scroll_home", "Top", show=False),
    Binding("G", "scroll_end", "Bottom", show=False),
    Binding("space,ctrl+d", "page_down", "Page down", show=False),
    Binding("b,ctrl+u", "page_up", "Page up", show=False),
    Binding("right,l", "spot(1)", "Next link", show=False),
    Binding("left,h", "spot(-1)", "Link before", show=False),
    Binding("enter", "follow", "Follow the link", show=False),
]
"""The vi aliases of a page."""

TOPICS: list[BindingType] = [
    _key(
        "slash",
        "search",
        "Search",
        "Search topics, claims, the matrix, notes, decisions",
        shown="/",
    ),
    _key("c", "claims", "Claims", "List all claims, or the topics again"),
    _key("v", "verdict", "Verdict", "Show only claims that are wrong, outdated, …"),
    _key("f", "about", "Framework", "Show only claims about Flask, Django, …"),
    _key("s", "star", "Star", "Star this topic, or take the star away"),
    _key("n", "note", "Note", "Write a note on this topic"),
    _key("m", "matrix", "In the matrix", "Go to the criteria that come from this topic"),
    _key("o", "sources", "Sources", "List this topic's sources and open one"),
    _key("e", "edit", "Edit", "Open your note, or a program of this page, in $EDITOR", show=False),
    _key("y", "copy", "Copy", "Copy a program of this page, or the page as text", show=False),
    _key("r", "read", "Read", "Mark this topic as read, or as unread", show=False),
    _key("backspace", "return", "Page before", "Go back to where a link was followed", show=False),
    _key("escape", "back", "Back", "One step back", show=False),
]

GRID: list[BindingType] = [
    Binding("up,k", "move(-1, 0)", "Up", show=False),
    Binding("down,j", "move(1, 0)", "Down", show=False),
    Binding("left,h", "move(0, -1)", "Left", show=False),
    Binding("right,l", "move(0, 1)", "Right", show=False),
    Binding("home,g", "move(-9999, 0)", "First", show=False),
    Binding("end,G", "move(9999, 0)", "Last", show=False),
    Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False),
    Binding("pagedown,ctrl+d", "page(1)", "Page down", show=False),
]

MATRIX: list[BindingType] = [
    _key("plus,equals_sign", "step(1)", "Change", "Raise this weight or rating", shown="+ -"),
    _key("minus", "step(-1)", "Lower", "Lower this weight or rating", show=False),
    _key("e", "edit", "Edit", "Type a weight, or a rating and the reason for it"),
    _key("m", "matrices", "Matrices", "Open, make, copy, rename, throw away a matrix"),
    _key("enter", "why", "Why", "Read the reasons for this row", shown="⏎"),
    _key("f", "flip", "Flip", "See what would flip the answer and how sure it is, or the reasons"),
    _key("p", "preset", "Preset", "Take the weights for a kind of project"),
    _key("o", "options", "Options", "Show, hide, move, add, edit options"),
    _key("c", "criteria", "Criteria", "Show, hide, move, add, edit criteria"),
    _key("x", "rule_out", "Rule out", "Rule this option out with a reason, or put it back"),
    _key("u", "undo", "Undo", "Take the last change back"),
    _key("ctrl+s", "save", "Save decision", "Save what this matrix says as a decision", shown="^s"),
    _key("b", "bar", "Must", "Set the least rating that an option must have here", show=False),
    _key("w", "group", "Weigh group", "Give this row's group a share of all weight", show=False),
    _key("backspace,delete", "reset", "Reset", "Go back to the shipped value", show=False),
    _key("U", "redo", "Redo", "Make the change again that was undone", show=False),
    _key(
        "slash",
        "filter",
        "Filter",
        "Show only criteria whose name holds a text",
        show=False,
        shown="/",
    ),
    _key("v", "view", "Group", "Show only the criteria of one group", show=False),
    _key(
        "d",
        "differing",
        "Differences",
        "Show only the rows on which the options differ, or all",
        show=False,
    ),
    _key(
        "s",
        "deciding",
        "What decides",
        "Put the rows that decide most first, or by group",
        show=False,
    ),
    _key(
        "T",
        "transpose",
        "Transpose",
        "Put the options down and the criteria across, or back",
        show=False,
    ),
    _key(
        "right_square_bracket",
        "row(1)",
        "Next row",
        "Go to the next criterion",
        show=False,
        shown="]",
    ),
    _key(
        "left_square_bracket",
        "row(-1)",
        "Row before",
        "Go to the criterion before",
        show=False,
        shown="[",
    ),
    _key("t", "topic", "Topic", "Read the topic that this row comes from", show=False),
    _key("O", "sources", "Sources", "List this row's sources and open one", show=False),
    _key("y", "copy", "Copy", "Copy the matrix as a Markdown table", show=False),
    _key("escape", "back", "Back", "One step back", show=False),
]

LAB: list[BindingType] = [
    _key("r", "run", "Run", "Run this experiment"),
    _key("R", "run_group", "Run group", "Run the experiments of this group"),
    _key("A", "run_all", "Run all", "Run all experiments"),
    _key("a", "apply", "Into the matrix", "Take the rating that was found, if you say so"),
    _key("i", "install", "Install", "Install the frameworks into an environment of their own"),
    _key("e", "edit", "Edit", "Open a program in $EDITOR"),
    _key("y", "copy", "Copy", "Copy a program, or the page as text"),
    _key("escape", "back", "Back", "Cancel what is running, or go back", show=False),
]

DECISIONS: list[BindingType] = [
    _key("e", "edit", "Edit", "Change what this decision says"),
    _key("c", "status", "Change status", "Accept, reject, deprecate or supersede it, and say why"),
    _key("H", "history", "History", "See what was changed, when and by whom, or the record"),
    _key(
        "equals_sign",
        "compare",
        "Compare",
        "See what differs between two revisions of this decision",
        show=False,
        shown="=",
    ),
    _key("x", "export", "Export", "Write this record into a folder"),
    _key("S", "sync", "Sync", "Bring a folder of records and the decisions to say the same"),
    _key("u", "undo", "Undo", "Take the last change of a decision back"),
    _key("X", "export_all", "Export all", "Write all records into a folder"),
    _key("y", "copy", "Copy", "Copy this record as Markdown"),
    _key("U", "redo", "Redo", "Make the change again that was undone", show=False),
    _key("delete,backspace", "trash", "Throw away", "Move this decision to the trash", show=False),
    _key("R", "restore", "Trash", "Take a decision out of the trash, or empty it", show=False),
    _key("escape", "back", "Back", "One step back", show=False),
]

ARRANGE: list[BindingType] = [
    Binding("space", "do('toggle')", "Show or hide", show=False),
    Binding("J,shift+down", "do('down')", "Move down", show=False),
    Binding("K,shift+up", "do('up')", "Move up", show=False),
    Binding("a", "do('add')", "Add", show=False),
    Binding("e", "do('edit')", "Edit", show=False),
    Binding("backspace,delete", "do('remove')", "Remove", show=False),
]

SYNC: list[BindingType] = [
    Binding("s", "take('store')", "Shortlist's", show=False, id="sync.store"),
    Binding("f", "take('folder')", "The folder's", show=False, id="sync.file"),
    Binding("backspace,delete", "take", "Leave it", show=False, id="sync.leave"),
    Binding("S", "take_all('store')", "Shortlist's, all", show=False, id="sync.store-all"),
    Binding("F", "take_all('folder')", "The folder's, all", show=False, id="sync.file-all"),
]

DIALOG: list[BindingType] = [
    Binding("escape", "cancel", "Cancel", id="dialog.cancel"),
    Binding("ctrl+s", "accept", "Save", key_display="^s", id="dialog.accept"),
]
