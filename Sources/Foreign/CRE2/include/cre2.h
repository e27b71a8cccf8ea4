// A C face for RE2: the few calls that the Rego engine needs, all of them safe to use from many threads.
#ifndef BREAKWATER_CRE2_H
#define BREAKWATER_CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_pattern cre2_pattern;

// One capture group: byte offsets into the searched text; start is -1 for a group that took no part.
typedef struct {
    int64_t start;
    int64_t end;
} cre2_span;

// Compiles `pattern` with Go's defaults (UTF-8, RE2 syntax, leftmost-first). Never returns NULL except when memory is out.
cre2_pattern *cre2_compile(const uint8_t *pattern, size_t length, int64_t max_memory);
void cre2_free(cre2_pattern *pattern);
// NULL when the pattern is good, otherwise a sentence that lives as long as the pattern.
const char *cre2_error(const cre2_pattern *pattern);
// Capture groups, without the whole match.
int cre2_group_count(const cre2_pattern *pattern);
// Searches text from `start`. Fills at most `span_count` spans (the whole match first).
bool cre2_match(const cre2_pattern *pattern, const uint8_t *text, size_t length, size_t start,
                cre2_span *spans, int span_count);
// Group names in order of index; returns NULL for an unnamed group. `index` starts at 1.
const char *cre2_group_name(const cre2_pattern *pattern, int index);

#ifdef __cplusplus
}
#endif
#endif
