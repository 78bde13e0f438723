// Package actions is what the Go programs share: each action is a function, run in order, told in one line.
package actions

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"time"
)

// Action is one line of the list.
type Action struct {
	Name string
	Do   func() error
}

// ErrSkip wraps why an action does not apply.
var ErrSkip = errors.New("skip")

// Run does all of them and ends the program.
func Run(all []Action) {
	failed := false
	for _, action := range all {
		err := within(30*time.Second, action.Do)
		switch {
		case err == nil:
			fmt.Println("ok", action.Name)
		case errors.Is(err, ErrSkip):
			fmt.Printf("skip %s: %v\n", action.Name, err)
		default:
			failed = true
			fmt.Printf("FAIL %s: %v\n", action.Name, err)
		}
	}
	if failed {
		os.Exit(1)
	}
	os.Exit(0)
}

func within(limit time.Duration, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		return errors.New("still under way after " + limit.String())
	}
}

// Fresh makes a name that was not used before.
func Fresh(name string) string {
	random := make([]byte, 4)
	_, _ = rand.Read(random)
	return name + "-" + hex.EncodeToString(random)
}

// Expect is an error unless the condition holds.
func Expect(holds bool, what any) error {
	if holds {
		return nil
	}
	return fmt.Errorf("not as expected: %v", what)
}

// Until waits for something to become true.
func Until(done func() bool) error {
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if done() {
			return nil
		}
	}
	return errors.New("it did not happen in time")
}
