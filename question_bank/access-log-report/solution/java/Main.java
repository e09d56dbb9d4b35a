import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

public class Main {
    /** What was seen of one route. */
    static class Route {
        final String name;
        final List<Integer> times = new ArrayList<>();
        int errors = 0;

        Route(String name) {
            this.name = name;
        }

        /** The smallest time that at least so many percent of the requests did not exceed. */
        int percentile(int percent) {
            times.sort(Comparator.naturalOrder());
            return times.get((percent * times.size() + 99) / 100 - 1);
        }

        @Override
        public String toString() {
            return String.format(
                "%s requests=%d errors=%d p95=%d", name, times.size(), errors, percentile(95));
        }
    }

    static boolean isNumber(String text) {
        return text.matches("[0-9]+");
    }

    /** The route that a path belongs to. */
    static String route(String path) {
        int question = path.indexOf('?');
        String plain = question < 0 ? path : path.substring(0, question);
        if (plain.length() > 1 && plain.endsWith("/")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        return Arrays.stream(plain.split("/", -1))
            .map(part -> isNumber(part) ? ":id" : part)
            .collect(Collectors.joining("/"));
    }

    static boolean isWhole(String[] words) {
        return words.length == 5
            && words[2].startsWith("/")
            && words[3].matches("[1-5][0-9][0-9]")
            && isNumber(words[4]);
    }

    /** The lines to print for the lines of a log. */
    static List<String> report(List<String> lines) {
        Map<String, Route> routes = new HashMap<>();
        int damaged = 0;
        for (String line : lines) {
            if (line.isBlank()) {
                continue;
            }
            String[] words = line.trim().split("\\s+");
            if (!isWhole(words)) {
                damaged++;
                continue;
            }
            Route seen = routes.computeIfAbsent(words[1] + " " + route(words[2]), Route::new);
            seen.times.add(Integer.parseInt(words[4]));
            if (words[3].startsWith("5")) {
                seen.errors++;
            }
        }
        Comparator<Route> most = Comparator.comparingInt(seen -> -seen.times.size());
        List<String> printed = routes.values().stream()
            .sorted(most.thenComparing(seen -> seen.name))
            .map(Route::toString)
            .collect(Collectors.toCollection(ArrayList::new));
        if (damaged > 0) {
            printed.add("damaged lines: " + damaged);
        }
        return printed;
    }

    public static void main(String[] arguments) throws IOException {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in))) {
            report(input.lines().collect(Collectors.toList())).forEach(System.out::println);
        }
    }
}
