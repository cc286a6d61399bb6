/* Stands between a process and its disk (LD_PRELOAD): for files below SHIM_FOLDER, calls that change something
 * fail with a chosen error, or the process is killed at the n-th of them. The shared file SHIM_CONTROL holds
 * int64 error, countdown, seen; whoever maps it may change it at any moment. Written for tests; Linux only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static volatile int64_t *control; /* error, countdown, seen */
static char folder[4096];
static size_t folder_length;

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("SHIM_FOLDER"), *file = getenv("SHIM_CONTROL");
    if (!where || !file || strlen(where) >= sizeof folder) return;
    int fd = open(file, O_RDWR);
    if (fd < 0) return;
    void *map = mmap(NULL, 24, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (map == MAP_FAILED) return;
    strcpy(folder, where);
    folder_length = strlen(folder);
    control = map;
}

static int is_ours(const char *path) { return path && !strncmp(path, folder, folder_length); }

/* A step that changes something is about to be taken: count it, perhaps die, perhaps fail. 0: go on. */
static int step(int writes) {
    __sync_fetch_and_add(&control[2], 1);
    if (control[1] > 0 && __sync_sub_and_fetch(&control[1], 1) == 0) kill(getpid(), SIGKILL);
    int error = (int)control[0];
    if (!error || (error == ENOSPC && !writes)) return 0;
    errno = error;
    return -1;
}

static int fd_step(int fd, int writes) {
    if (!control) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_ours(path) ? step(writes) : 0;
}

static int path_step(const char *path, int writes) { return control && is_ours(path) ? step(writes) : 0; }

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, write, int, const void *, size_t);
    return fd_step(fd, 1) ? -1 : real(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
    return fd_step(fd, 1) ? -1 : real(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
    return fd_step(fd, 1) ? -1 : real(fd, data, size, at);
}
size_t fwrite(const void *data, size_t size, size_t count, FILE *file) {
    REAL(size_t, fwrite, const void *, size_t, size_t, FILE *);
    return fd_step(fileno(file), 1) ? 0 : real(data, size, count, file);
}
int ftruncate(int fd, off_t size) {
    REAL(int, ftruncate, int, off_t);
    return fd_step(fd, 0) ? -1 : real(fd, size);
}
int ftruncate64(int fd, off64_t size) {
    REAL(int, ftruncate64, int, off64_t);
    return fd_step(fd, 0) ? -1 : real(fd, size);
}
int fsync(int fd) {
    REAL(int, fsync, int);
    return fd_step(fd, 0) ? -1 : real(fd);
}
int fdatasync(int fd) {
    REAL(int, fdatasync, int);
    return fd_step(fd, 0) ? -1 : real(fd);
}
int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    return path_step(to, 0) ? -1 : real(from, to);
}
int unlink(const char *path) {
    REAL(int, unlink, const char *);
    return path_step(path, 0) ? -1 : real(path);
}
int rmdir(const char *path) {
    REAL(int, rmdir, const char *);
    return path_step(path, 0) ? -1 : real(path);
}
int mkdir(const char *path, mode_t mode) {
    REAL(int, mkdir, const char *, mode_t);
    return path_step(path, 1) ? -1 : real(path, mode);
}

/* Opening counts only where it makes a file; a read-only file system refuses every opening for writing. */
static int open_step(const char *path, int flags) {
    if (!control || !is_ours(path)) return 0;
    if ((flags & O_CREAT) && access(path, F_OK)) return step(1);
    if ((flags & O_ACCMODE) == O_RDONLY || control[0] != EROFS) return 0;
    errno = EROFS;
    return -1;
}
#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, name, const char *, int, ...); \
        mode_t mode = 0; \
        if (flags & O_CREAT) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
        if (open_step(path, flags)) return -1; \
        return real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
