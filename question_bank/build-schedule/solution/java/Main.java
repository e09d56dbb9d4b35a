import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

public class Main {
    static class Task {
        final String name;
        final long seconds;
        final Set<String> needs;
        final List<Task> followers = new ArrayList<>();
        int waiting;
        boolean possible = false;
        long chain = 0;
        long end = 0;

        Task(String name, long seconds, Collection<String> needs) {
            this.name = name;
            this.seconds = seconds;
            this.needs = new HashSet<>(needs);
        }
    }

    /** The tasks that can run, each after all that it needs; fills in who follows whom. */
    static List<Task> order(Map<String, Task> tasks) {
        Deque<Task> ready = new ArrayDeque<>();
        for (Task task : tasks.values()) {
            task.waiting = task.needs.size();
            if (task.waiting == 0) {
                ready.add(task);
            }
            for (String need : task.needs) {
                if (tasks.containsKey(need)) {
                    tasks.get(need).followers.add(task);
                }
            }
        }
        List<Task> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            Task task = ready.remove();
            task.possible = true;
            order.add(task);
            for (Task follower : task.followers) {
                if (--follower.waiting == 0) {
                    ready.add(follower);
                }
            }
        }
        return order;
    }

    /** What starts when. All tasks can run. */
    static List<String> schedule(List<Task> tasks, int workers, boolean longest) {
        Comparator<Task> byName = Comparator.comparing(task -> task.name);
        Comparator<Task> byChain = Comparator.comparing(task -> -task.chain);
        PriorityQueue<Task> ready =
            new PriorityQueue<>(longest ? byChain.thenComparing(byName) : byName);
        PriorityQueue<Task> running = new PriorityQueue<>(Comparator.comparing(task -> task.end));
        for (Task task : tasks) {
            task.waiting = task.needs.size();
            if (task.waiting == 0) {
                ready.add(task);
            }
        }
        List<String> printed = new ArrayList<>();
        long now = 0;
        while (!ready.isEmpty() || !running.isEmpty()) {
            while (!ready.isEmpty() && running.size() < workers) {
                Task task = ready.remove();
                task.end = now + task.seconds;
                running.add(task);
                printed.add(now + " " + task.name);
            }
            now = running.element().end;
            while (!running.isEmpty() && running.element().end == now) {
                for (Task follower : running.remove().followers) {
                    if (follower.possible && --follower.waiting == 0) {
                        ready.add(follower);
                    }
                }
            }
        }
        printed.add("finished " + now);
        return printed;
    }

    /** The lines to print for a list of tasks. */
    static List<String> report(List<String> lines) {
        Map<String, Task> tasks = new TreeMap<>();
        int workers = 1;
        boolean longest = false;
        for (String line : lines) {
            List<String> words = Arrays.asList(line.trim().split("\\s+"));
            if (words.get(0).equals("workers")) {
                workers = Integer.parseInt(words.get(1));
            } else if (words.get(0).equals("policy")) {
                longest = words.get(1).equals("longest");
            } else if (words.get(0).equals("task")) {
                String name = words.get(1);
                long seconds = Long.parseLong(words.get(2));
                tasks.put(name, new Task(name, seconds, words.subList(3, words.size())));
            }
        }
        List<Task> possible = order(tasks);
        for (int i = possible.size() - 1; i >= 0; i--) {
            Task task = possible.get(i);
            for (Task follower : task.followers) {
                task.chain = Math.max(task.chain, follower.chain);
            }
            task.chain += task.seconds;
        }
        List<String> printed = new ArrayList<>();
        for (Task task : tasks.values()) {
            if (!task.possible) {
                printed.add("impossible " + task.name);
            }
        }
        printed.addAll(schedule(possible, workers, longest));
        return printed;
    }

    public static void main(String[] arguments) throws IOException {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in))) {
            report(input.lines().collect(Collectors.toList())).forEach(System.out::println);
        }
    }
}
