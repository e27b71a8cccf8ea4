#include "cre2.h"

#include <re2/re2.h>

#include <new>
#include <string>
#include <vector>

struct cre2_pattern {
    RE2 re;
    cre2_pattern(const re2::StringPiece &text, const RE2::Options &options) : re(text, options) {}
};

extern "C" {

cre2_pattern *cre2_compile(const uint8_t *pattern, size_t length, int64_t max_memory) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_encoding(RE2::Options::EncodingUTF8);
    options.set_max_mem(max_memory);
    re2::StringPiece text(reinterpret_cast<const char *>(pattern), length);
    return new (std::nothrow) cre2_pattern(text, options);
}

void cre2_free(cre2_pattern *pattern) { delete pattern; }

const char *cre2_error(const cre2_pattern *pattern) {
    return pattern->re.ok() ? nullptr : pattern->re.error().c_str();
}

int cre2_group_count(const cre2_pattern *pattern) { return pattern->re.NumberOfCapturingGroups(); }

bool cre2_match(const cre2_pattern *pattern, const uint8_t *text, size_t length, size_t start,
                cre2_span *spans, int span_count) {
    constexpr int kInline = 16;
    re2::StringPiece inline_groups[kInline];
    std::vector<re2::StringPiece> heap_groups;
    re2::StringPiece *groups = inline_groups;
    if (span_count > kInline) {
        heap_groups.resize(span_count);
        groups = heap_groups.data();
    }
    const char *base = reinterpret_cast<const char *>(text);
    re2::StringPiece subject(base, length);
    if (!pattern->re.Match(subject, start, length, RE2::UNANCHORED, groups, span_count)) {
        return false;
    }
    for (int i = 0; i < span_count; i++) {
        if (groups[i].data() == nullptr) {
            spans[i].start = -1;
            spans[i].end = -1;
        } else {
            spans[i].start = groups[i].data() - base;
            spans[i].end = spans[i].start + static_cast<int64_t>(groups[i].size());
        }
    }
    return true;
}

const char *cre2_group_name(const cre2_pattern *pattern, int index) {
    const auto &names = pattern->re.CapturingGroupNames();
    auto found = names.find(index);
    return found == names.end() ? nullptr : found->second.c_str();
}
}
