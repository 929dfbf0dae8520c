package main

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"

	"gopkg.in/yaml.v2"
)

// The value with its types, an empty line, and the value written again.
func readYaml(text []byte, strict bool) (given Answer) {
	defer func() {
		if problem := recover(); problem != nil {
			given = Answer{Stage: "panic", Error: []byte(fmt.Sprint(problem))}
		}
	}()
	value, err := decode(text, strict)
	if err != nil {
		return Answer{Stage: "data", Error: []byte(err.Error())}
	}
	written, err := yaml.Marshal(value)
	if err != nil {
		return Answer{Stage: "exec", Output: []byte(describe(value)), Error: []byte(err.Error())}
	}
	return Answer{Stage: "done", Output: []byte(describe(value) + "\n\n" + string(written))}
}

func decode(text []byte, strict bool) (interface{}, error) {
	if strict {
		vars := map[string]interface{}{}
		err := yaml.UnmarshalStrict(text, &vars)
		return vars, err
	}
	var value interface{}
	err := yaml.Unmarshal(text, &value)
	return value, err
}

// A value as a text that tells types apart, whatever the order of keys.
func describe(value interface{}) string {
	switch given := value.(type) {
	case string:
		return strconv.Quote(given)
	case float64:
		return "float64 " + strconv.FormatUint(math.Float64bits(given), 16)
	case []interface{}:
		items := []string{}
		for _, item := range given {
			items = append(items, describe(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case map[string]interface{}:
		entries := []string{}
		for key, inner := range given {
			entries = append(entries, describe(key)+": "+describe(inner))
		}
		return describeMap(value, entries)
	case map[interface{}]interface{}:
		entries := []string{}
		for key, inner := range given {
			entries = append(entries, describe(key)+": "+describe(inner))
		}
		return describeMap(value, entries)
	}
	return fmt.Sprintf("%T %v", value, value)
}

func describeMap(value interface{}, entries []string) string {
	sort.Strings(entries)
	return fmt.Sprintf("%T{%s}", value, strings.Join(entries, ", "))
}
