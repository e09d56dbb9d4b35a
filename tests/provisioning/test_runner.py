"""Programs in each language that this machine has, run by the runner kernel in a real sandbox."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from interview_ext.provisioning.languages import FoundLanguage, kernel_directories, languages

from .running import Pad

LANGUAGES = {
    one.kernel_name: one
    for one in languages([kernel_directories()[0]])
    if one.language is None or one.language.runner is not None
}


@dataclass(frozen=True)
class Programs:
    """What a language is tried with, beside its own hello-world.

    Arguments:
        greet: reads a name and greets.
        fail: ends with an error.
        failure: what its error says; the source's name and the line are in it.
        loop: prints "on" and never ends.
        broken: does not compile.
        complaint: what the compiler says; the source's name and the line are in it.
    """

    greet: str
    fail: str
    failure: str
    loop: str
    broken: str = ""
    complaint: str = ""


PROGRAMS = {
    "bash": Programs(
        "printf 'Name? '; read name; echo \"Hi $name\"",
        "echo\nls /nowhere || exit 3",
        "cannot access '/nowhere'",
        "echo on; while :; do :; done",
    ),
    "c": Programs(
        '#include <stdio.h>\nint main(void) { char name[99]; printf("Name? ");'
        ' scanf("%s", name); printf("Hi %s\\n", name); }',
        '#include <stdio.h>\nint main(void) { fprintf(stderr, "oh no\\n"); return 3; }',
        "oh no",
        '#include <stdio.h>\nint main(void) { printf("on\\n"); for (;;); }',
        "int main(void) {\n  return x;\n}",
        "main.c:2:10: error:",
    ),
    "cpp": Programs(
        '#include <iostream>\nint main() { std::string n; std::cout << "Name? "; std::cin >> n;'
        ' std::cout << "Hi " << n << std::endl; }',
        '#include <stdexcept>\nint main() { throw std::runtime_error("oh no"); }',
        "what():  oh no",
        '#include <iostream>\nint main() { std::cout << "on\\n"; for (volatile int i = 0;; ++i); }',
        "int main() {\n  return x;\n}",
        "main.cpp:2:10: error:",
    ),
    "csharp": Programs(
        'using System;\nclass P { static void Main() { Console.Write("Name? ");'
        ' Console.WriteLine("Hi " + Console.ReadLine()); } }',
        'class P {\n  static void Main() { throw new System.Exception("oh no"); }\n}',
        "System.Exception: oh no",
        'class P { static void Main() { System.Console.WriteLine("on"); for (;;); } }',
        "class P {\n  static void Main() { x(); }\n}",
        "Program.cs(2,24): error CS0103",
    ),
    "go": Programs(
        'package main\nimport "fmt"\nfunc main() { var n string; fmt.Print("Name? ");'
        ' fmt.Scan(&n); fmt.Println("Hi", n) }',
        'package main\nfunc main() {\n  panic("oh no")\n}',
        "main.go:3",
        'package main\nimport "fmt"\nfunc main() { fmt.Println("on"); for {} }',
        "package main\nfunc main() {\n  x()\n}",
        "main.go:3:3: undefined: x",
    ),
    "haskell": Programs(
        'import System.IO\nmain = do { putStr "Name? "; hFlush stdout; name <- getLine;'
        ' putStrLn ("Hi " ++ name) }',
        'main :: IO ()\nmain = error "oh no"',
        "oh no",
        'main = do { putStrLn "on"; print (length [1 ..]) }',
        "main :: IO ()\nmain = x",
        "main.hs:2:8: error:",
    ),
    "java": Programs(
        "public class Greet { public static void main(String[] a) {"
        ' System.out.print("Name? ");'
        ' System.out.println("Hi " + new java.util.Scanner(System.in).nextLine()); } }',
        "class Main { public static void main(String[] a) {\n"
        '  throw new IllegalStateException("oh no"); } }',
        "at Main.main(Main.java:2)",
        'class Main { public static void main(String[] a) { System.out.println("on");'
        " for (;;); } }",
        "class Main {\n  int x = y;\n}",
        "Main.java:2: error: cannot find symbol",
    ),
    "kotlin": Programs(
        'fun main() { print("Name? "); println("Hi " + readLine()) }',
        'fun main() {\n    throw IllegalStateException("oh no")\n}',
        "main.kt:2",
        'fun main() { println("on"); while (true) {} }',
        "fun main() {\n    x()\n}",
        "main.kt:2:5: error: unresolved reference: x",
    ),
    "lua": Programs(
        "io.write('Name? ')\nprint('Hi ' .. io.read())",
        "\nerror('oh no')",
        "main.lua:2: oh no",
        "print('on')\nwhile true do end",
    ),
    "node": Programs(
        "const rl = require('readline').createInterface({input: process.stdin});\n"
        "process.stdout.write('Name? ');\n"
        "rl.on('line', name => { console.log('Hi ' + name); rl.close(); });",
        "\nthrow new Error('oh no');",
        "main.js:2",
        "console.log('on');\nfor (;;);",
    ),
    "ocaml": Programs(
        'let () = print_string "Name? "; let n = read_line () in print_endline ("Hi " ^ n)',
        '\nlet () = failwith "oh no"',
        "oh no",
        'let () = print_endline "on"; while true do () done',
    ),
    "perl": Programs(
        "print 'Name? '; my $name = <STDIN>; print \"Hi $name\";",
        "\ndie 'oh no';",
        "oh no at main.pl line 2",
        'print "on\\n"; while (1) {}',
    ),
    "php": Programs(
        "<?php echo 'Name? '; $name = trim(fgets(STDIN)); echo \"Hi $name\\n\";",
        "<?php\nthrow new Exception('oh no');",
        "main.php:2",
        '<?php echo "on\\n"; while (true);',
    ),
    "ruby": Programs(
        "print 'Name? '\nputs \"Hi #{gets}\"",
        "\nraise 'oh no'",
        "main.rb:2:in `<main>': oh no",
        "puts 'on'\nloop {}",
    ),
    "rust": Programs(
        'use std::io::*;\nfn main() { let mut n = String::new(); print!("Name? ");'
        ' stdout().flush().unwrap(); stdin().read_line(&mut n).unwrap(); print!("Hi {}", n); }',
        'fn main() {\n    panic!("oh no");\n}',
        "panicked at 'oh no', main.rs:2:5",
        'fn main() { println!("on"); loop {} }',
        "fn main() {\n    x();\n}",
        "--> main.rs:2:5",
    ),
    "scheme": Programs(
        '(use-modules (ice-9 rdelim))\n(display "Name? ")\n(force-output)\n'
        '(display (string-append "Hi " (read-line) "\\n"))',
        '\n(error "oh no")',
        "oh no",
        '(display "on\\n")\n(let loop () (loop))',
    ),
}  # fmt: skip


def offered(name: str) -> FoundLanguage:
    """A language, or a skip that says why it is not there."""
    one = LANGUAGES[name]
    if not one.offered:
        pytest.skip(f"{one.problem} {one.remedy}")
    return one


def test_every_language_is_tried() -> None:
    assert set(LANGUAGES) == set(PROGRAMS)


def test_at_least_twelve_languages_are_here_to_be_tried() -> None:
    missing = [f"{one.problem} {one.remedy}" for one in LANGUAGES.values() if not one.offered]
    if len(LANGUAGES) - len(missing) < 12:
        pytest.skip(" ".join(missing))


@pytest.mark.parametrize("name", sorted(PROGRAMS))
async def test_a_language(name: str, make_pad: Callable[..., Pad]) -> None:
    language = offered(name).language
    assert language is not None
    programs = PROGRAMS[name]
    async with make_pad().kernel(kernel_name=name) as kernel:
        greeting = await kernel.run(language.hello)
        assert (greeting.text, greeting.error) == ("Hello, world!\n", None)

        greeting = await kernel.run(programs.greet, answer="Grace", once="Name? ")
        assert (greeting.text, greeting.error) == ("Name? Hi Grace\n", None)

        failed = await kernel.run(programs.fail)
        assert failed.status == "error"
        assert failed.error in ("ExitStatus", "Killed"), failed
        assert programs.failure in failed.text
        assert "/programs-" not in failed.text

        running = await kernel.start(programs.loop, until="on\n")
        asked = time.monotonic()
        await kernel.manager.interrupt_kernel()
        stopped = await running
        assert stopped.error == "Interrupted"
        assert time.monotonic() - asked < 20

        if programs.broken:
            broken = await kernel.run(programs.broken)
            assert broken.error == "CompileError", broken
            assert programs.complaint in broken.text
            assert "/programs-" not in broken.text
        again = await kernel.run(language.hello)
        assert (again.text, again.status) == ("Hello, world!\n", "ok")
