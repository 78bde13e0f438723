// The hidden command of ricochet alone, for tests that start services without the program itself.
#include "runner/sut/watcher.h"

int main(int argc, char** argv) { return ricochet::runner::watch_over(argc, argv); }
