<?php

/** The minutes of a duration such as 1h30m, or null if it is not one. */
function minutes(string $text): ?int
{
    if ($text === "" || !preg_match('/^(?:(\d+)h)?(?:(\d+)m)?$/D', $text, $match)) {
        return null;
    }
    return (int) ($match[1] ?? 0) * 60 + (int) ($match[2] ?? 0);
}

/** The shortest way to write that many minutes. */
function duration(int $total): string
{
    $hours = intdiv($total, 60);
    $rest = $total % 60;
    return ($hours ? "{$hours}h" : "") . ($rest || !$hours ? "{$rest}m" : "");
}

/** The lines to print for the lines of a timesheet. */
function report(array $lines): array
{
    $totals = [];
    $unreadable = [];
    foreach ($lines as $index => $line) {
        $text = trim($line);
        if ($text === "" || $text[0] === "#") {
            continue;
        }
        $words = preg_split('/\s+/', $text);
        $spent = count($words) === 2 ? minutes($words[1]) : null;
        if ($spent === null) {
            $unreadable[] = "line " . ($index + 1) . ": cannot read \"$text\"";
        } else {
            $totals[$words[0]] = ($totals[$words[0]] ?? 0) + $spent;
        }
    }
    // A project whose name is a number has become an integer as a key.
    uksort($totals, fn($a, $b) => $totals[$b] <=> $totals[$a] ?: strcmp((string) $a, (string) $b));
    $printed = [];
    foreach ($totals as $project => $spent) {
        $printed[] = "$project " . duration($spent);
    }
    return [...$printed, "total " . duration(array_sum($totals)), ...$unreadable];
}

$lines = explode("\n", stream_get_contents(STDIN));
echo implode("\n", report($lines)), "\n";
