#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines are at most 500 characters long, and there are at most 1000 projects. */

struct project {
    char name[512];
    long minutes;
};

static struct project projects[1000];
static size_t count;

/* The minutes of a duration such as 1h30m, or -1 if it is not one. */
static long minutes(const char *text) {
    long total = 0;
    const char *units = "hm";

    if (*text == '\0')
        return -1;
    while (*text != '\0') {
        char *end;
        if (!isdigit((unsigned char)*text))
            return -1;
        long number = strtol(text, &end, 10);
        const char *unit = *end == '\0' ? NULL : strchr(units, *end);
        if (unit == NULL)
            return -1;
        total += *unit == 'h' ? number * 60 : number;
        units = unit + 1;
        text = end + 1;
    }
    return total;
}

/* The shortest way to write that many minutes. */
static void print_total(const char *name, long total) {
    printf("%s ", name);
    if (total >= 60)
        printf("%ldh", total / 60);
    if (total % 60 != 0 || total < 60)
        printf("%ldm", total % 60);
    printf("\n");
}

static void add(const char *name, long spent) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(projects[i].name, name) == 0) {
            projects[i].minutes += spent;
            return;
        }
    }
    strcpy(projects[count].name, name);
    projects[count++].minutes = spent;
}

static int most_first(const void *left, const void *right) {
    const struct project *a = left, *b = right;
    if (a->minutes != b->minutes)
        return a->minutes < b->minutes ? 1 : -1;
    return strcmp(a->name, b->name);
}

/* Cuts off the blanks at both ends. */
static char *strip(char *text) {
    while (isspace((unsigned char)*text))
        text++;
    size_t length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        text[--length] = '\0';
    return text;
}

int main(void) {
    char line[512], name[512], spent[512], rest[512];
    char *unreadable = NULL;
    size_t size;
    FILE *notes = open_memstream(&unreadable, &size);
    long total = 0;

    for (int number = 1; fgets(line, sizeof line, stdin) != NULL; number++) {
        char *text = strip(line);
        if (*text == '\0' || *text == '#')
            continue;
        int words = sscanf(text, "%511s %511s %511s", name, spent, rest);
        if (words == 2 && minutes(spent) >= 0)
            add(name, minutes(spent));
        else
            fprintf(notes, "line %d: cannot read \"%s\"\n", number, text);
    }
    fclose(notes);
    qsort(projects, count, sizeof *projects, most_first);
    for (size_t i = 0; i < count; i++) {
        print_total(projects[i].name, projects[i].minutes);
        total += projects[i].minutes;
    }
    print_total("total", total);
    printf("%s", unreadable);
    free(unreadable);
    return 0;
}
