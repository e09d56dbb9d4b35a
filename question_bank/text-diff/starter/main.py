Changes = list[tuple[str, str]]


def diff(old: list[str], new: list[str]) -> Changes:
    """The changes from one version to the other, as few as possible."""
    raise NotImplementedError


def apply(old: list[str], changes: Changes) -> list[str]:
    """The new version. Raises ValueError if the changes do not belong to this old one."""
    raise NotImplementedError


def undo(new: list[str], changes: Changes) -> list[str]:
    """The old version. Raises ValueError if the changes do not belong to this new one."""
    raise NotImplementedError


def hunks(changes: Changes, context: int = 3) -> list[str]:
    """The lines to show: changes, with some unchanged lines around them."""
    raise NotImplementedError
