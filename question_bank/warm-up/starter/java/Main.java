import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.stream.Collectors;

public class Main {
    /** The lines to print for the lines that were read. */
    static List<String> greetings(List<String> lines) {
        // Your code goes here.
        return List.of();
    }

    public static void main(String[] arguments) throws IOException {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in))) {
            greetings(input.lines().collect(Collectors.toList())).forEach(System.out::println);
        }
    }
}
