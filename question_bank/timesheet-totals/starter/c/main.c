#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines are at most 500 characters long, and there are at most 1000 projects. */

int main(void) {
    char line[512];

    while (fgets(line, sizeof line, stdin) != NULL) {
        /* Your code goes here. */
    }
    return 0;
}
