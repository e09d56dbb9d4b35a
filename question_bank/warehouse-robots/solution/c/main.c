#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 40, COLUMNS = 60, LETTERS = 26, ROUND = 12 };

/* The program of each robot, by its letter; empty for letters that are no robots. */
static char programs[LETTERS][8];

/* The warehouse. */
static char floor_plan[ROWS][COLUMNS + 2];
static int rows;

struct place {
    int row, column;
};

/* Programs have at most four moves, so all are where they were after ROUND ticks. */
struct situation {
    struct place robots[LETTERS];
    int tick;
};

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

/* Takes the robots from the floor. */
static struct situation lift(void) {
    struct situation now;

    memset(&now, 0, sizeof now);
    for (int row = 0; row < rows; row++) {
        for (int column = 0; floor_plan[row][column] != '\0'; column++) {
            char *cell = &floor_plan[row][column];
            if (isupper((unsigned char)*cell)) {
                now.robots[*cell - 'A'] = (struct place){row, column};
                *cell = '.';
            }
        }
    }
    return now;
}

static bool is_robot(int letter) {
    return programs[letter][0] != '\0';
}

static bool is_free(struct place place) {
    return place.row >= 0 && place.row < rows && place.column >= 0 &&
           place.column < (int)strlen(floor_plan[place.row]) &&
           floor_plan[place.row][place.column] == '.';
}

static bool is_taken(const struct situation *situation, struct place place) {
    for (int letter = 0; letter < LETTERS; letter++) {
        const struct place *robot = &situation->robots[letter];
        if (is_robot(letter) && robot->row == place.row && robot->column == place.column)
            return true;
    }
    return false;
}

static void move(struct situation *situation) {
    const struct situation before = *situation;

    for (int letter = 0; letter < LETTERS; letter++) {
        if (!is_robot(letter))
            continue;
        struct place wanted = before.robots[letter];
        switch (programs[letter][before.tick % strlen(programs[letter])]) {
        case 'N': wanted.row--; break;
        case 'E': wanted.column++; break;
        case 'S': wanted.row++; break;
        case 'W': wanted.column--; break;
        }
        /* Whoever came earlier in the alphabet has moved already. */
        if (is_free(wanted) && !is_taken(&before, wanted) && !is_taken(situation, wanted))
            situation->robots[letter] = wanted;
    }
    situation->tick = (situation->tick + 1) % ROUND;
}

int main(void) {
    long long ticks;

    read_input(&ticks);
    struct situation now = lift();
    /* One situation is remembered, each time after twice as many ticks: when it comes again, the
       number of ticks since then is the length of the repetition. */
    struct situation remembered = now;
    long long since = 0, power = 1;
    while (ticks > 0) {
        move(&now);
        ticks--;
        since++;
        if (memcmp(&now, &remembered, sizeof now) == 0) {
            ticks %= since;
        } else if (since == power) {
            remembered = now;
            power *= 2;
            since = 0;
        }
    }
    for (int letter = 0; letter < LETTERS; letter++) {
        if (is_robot(letter))
            floor_plan[now.robots[letter].row][now.robots[letter].column] = (char)('A' + letter);
    }
    for (int row = 0; row < rows; row++)
        printf("%s\n", floor_plan[row]);
    return 0;
}
