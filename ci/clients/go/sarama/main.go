// sarama.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/IBM/sarama"

	. "ricochet/clients/actions"
)

var (
	addresses = []string{os.Args[1]}
	topic     = Fresh("sarama")
	group     = Fresh("group")
)

func config() *sarama.Config {
	made := sarama.NewConfig()
	made.Version = sarama.V3_6_0_0
	made.Producer.Return.Successes = true
	made.Producer.RequiredAcks = sarama.WaitForAll
	made.Consumer.Offsets.Initial = sarama.OffsetOldest
	made.Consumer.Offsets.AutoCommit.Enable = false
	made.Consumer.Group.Session.Timeout = 6 * time.Second
	made.Consumer.Group.Heartbeat.Interval = 500 * time.Millisecond
	made.Consumer.IsolationLevel = sarama.ReadCommitted
	return made
}

type member struct {
	lock   sync.Mutex
	values []string
	share  int
	commit bool
}

func (m *member) Setup(session sarama.ConsumerGroupSession) error {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.share = 0
	for _, partitions := range session.Claims() {
		m.share += len(partitions)
	}
	return nil
}
func (m *member) Cleanup(sarama.ConsumerGroupSession) error { return nil }
func (m *member) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for message := range claim.Messages() {
		m.lock.Lock()
		m.values = append(m.values, string(message.Value))
		m.lock.Unlock()
		session.MarkMessage(message, "")
		if m.commit {
			session.Commit()
		}
	}
	return nil
}
func (m *member) got() []string {
	m.lock.Lock()
	defer m.lock.Unlock()
	return append([]string{}, m.values...)
}
func (m *member) held() int {
	m.lock.Lock()
	defer m.lock.Unlock()
	return m.share
}

// join consumes until the returned function is called.
func join(group string, of string, commit bool) (*member, func(), error) {
	consumer, err := sarama.NewConsumerGroup(addresses, group, config())
	if err != nil {
		return nil, nil, err
	}
	m := &member{commit: commit}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		for ctx.Err() == nil {
			_ = consumer.Consume(ctx, []string{of}, m)
		}
	}()
	return m, func() { cancel(); _ = consumer.Close() }, nil
}

func produce(of string, values ...string) error {
	producer, err := sarama.NewSyncProducer(addresses, config())
	if err != nil {
		return err
	}
	defer producer.Close()
	for _, value := range values {
		if _, _, err := producer.SendMessage(&sarama.ProducerMessage{Topic: of, Key: sarama.StringEncoder("key " + value), Value: sarama.StringEncoder(value),
			Headers: []sarama.RecordHeader{{Key: []byte("h"), Value: []byte("x")}}}); err != nil {
			return err
		}
	}
	return nil
}

func withAdmin(do func(sarama.ClusterAdmin) error) error {
	admin, err := sarama.NewClusterAdmin(addresses, config())
	if err != nil {
		return err
	}
	defer admin.Close()
	return do(admin)
}

func expectRead(group string, of string, want ...string) error {
	m, stop, err := join(group, of, true)
	if err != nil {
		return err
	}
	defer stop()
	if err := Until(func() bool { return len(m.got()) >= len(want) }); err != nil {
		return err
	}
	return Expect(len(m.got()) == len(want) && (len(want) > 2 || m.got()[0] == want[0]), m.got())
}

func transaction(commit bool) func() error {
	return func() error {
		of := Fresh("txn")
		if err := withAdmin(func(admin sarama.ClusterAdmin) error {
			return admin.CreateTopic(of, &sarama.TopicDetail{NumPartitions: 1, ReplicationFactor: 1}, false)
		}); err != nil {
			return err
		}
		c := config()
		c.Producer.Idempotent = true
		c.Producer.Transaction.ID = Fresh("id")
		c.Net.MaxOpenRequests = 1
		producer, err := sarama.NewSyncProducer(addresses, c)
		if err != nil {
			return err
		}
		defer producer.Close()
		if err := producer.BeginTxn(); err != nil {
			return err
		}
		if _, _, err := producer.SendMessage(&sarama.ProducerMessage{Topic: of, Value: sarama.StringEncoder("inside")}); err != nil {
			return err
		}
		if commit {
			err = producer.CommitTxn()
		} else {
			err = producer.AbortTxn()
		}
		if err != nil {
			return err
		}
		if err := produce(of, "after"); err != nil {
			return err
		}
		if commit {
			return expectRead(Fresh("reader"), of, "inside", "after")
		}
		return expectRead(Fresh("reader"), of, "after")
	}
}

func main() {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "github.com/IBM/sarama" {
			fmt.Println("version sarama", module.Version)
		}
	}
	var values []string
	for i := 0; i < 12; i++ {
		values = append(values, fmt.Sprint("value ", i))
	}
	Run([]Action{
		{"create", func() error {
			return withAdmin(func(admin sarama.ClusterAdmin) error {
				if err := admin.CreateTopic(topic, &sarama.TopicDetail{NumPartitions: 3, ReplicationFactor: 1}, false); err != nil {
					return err
				}
				topics, err := admin.DescribeTopics([]string{topic})
				if err != nil {
					return err
				}
				return Expect(len(topics[0].Partitions) == 3, topics[0])
			})
		}},
		{"configs", func() error {
			return withAdmin(func(admin sarama.ClusterAdmin) error {
				value := "3600000"
				if err := admin.AlterConfig(sarama.TopicResource, topic, map[string]*string{"retention.ms": &value}, false); err != nil {
					return err
				}
				entries, err := admin.DescribeConfig(sarama.ConfigResource{Type: sarama.TopicResource, Name: topic})
				if err != nil {
					return err
				}
				for _, entry := range entries {
					if entry.Name == "retention.ms" {
						return Expect(entry.Value == value && len(entries) > 30, entry.Value)
					}
				}
				return Expect(false, entries)
			})
		}},
		{"produce", func() error { return produce(topic, values...) }},
		{"consume", func() error { return expectRead(group, topic, values...) }},
		{"resume", func() error {
			if err := produce(topic, "later"); err != nil {
				return err
			}
			return expectRead(group, topic, "later")
		}},
		{"rebalance", func() error {
			two := Fresh("two")
			one, stopOne, err := join(two, topic, false)
			if err != nil {
				return err
			}
			defer stopOne()
			other, stopOther, err := join(two, topic, false)
			if err != nil {
				return err
			}
			defer stopOther()
			return Until(func() bool { return one.held()+other.held() == 3 && one.held() > 0 && other.held() > 0 })
		}},
		{"time", func() error {
			client, err := sarama.NewClient(addresses, config())
			if err != nil {
				return err
			}
			defer client.Close()
			offset, err := client.GetOffset(topic, 0, 1)
			if err != nil {
				return err
			}
			return Expect(offset == 0, offset)
		}},
		{"commit-txn", transaction(true)},
		{"abort-txn", transaction(false)},
		{"delete", func() error {
			return withAdmin(func(admin sarama.ClusterAdmin) error {
				if err := admin.DeleteTopic(topic); err != nil {
					return err
				}
				topics, err := admin.ListTopics()
				if err != nil {
					return err
				}
				_, there := topics[topic]
				return Expect(!there, topics)
			})
		}},
	})
}
