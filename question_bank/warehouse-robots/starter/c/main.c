#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 40, COLUMNS = 60 };

/* The program of each robot, by its letter; empty for letters that are no robots. */
static char programs[26][8];

/* The warehouse. */
static char floor_plan[ROWS][COLUMNS + 2];
static int rows;

static void read_input(long long *ticks) {
    char line[128], name, moves[8];

    *ticks = 0;
    while (fgets(line, sizeof line, stdin) != NULL && *line != '\n') {
        if (sscanf(line, "ticks %lld", ticks) != 1 && sscanf(line, "%c %7s", &name, moves) == 2)
            strcpy(programs[name - 'A'], moves);
    }
    while (rows < ROWS && fgets(floor_plan[rows], sizeof floor_plan[rows], stdin) != NULL) {
        floor_plan[rows][strcspn(floor_plan[rows], "\n")] = '\0';
        rows++;
    }
}

int main(void) {
    long long ticks;

    read_input(&ticks);
    /* Your code goes here. */
    for (int row = 0; row < rows; row++)
        printf("%s\n", floor_plan[row]);
    return 0;
}
