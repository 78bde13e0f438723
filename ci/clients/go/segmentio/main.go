// segmentio/kafka-go.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"

	kafka "github.com/segmentio/kafka-go"

	. "ricochet/clients/actions"
)

var (
	address = os.Args[1]
	topic   = Fresh("kafka-go")
	group   = Fresh("group")
	ctx     = context.Background()
	client  = &kafka.Client{Addr: kafka.TCP(address), Timeout: 10 * time.Second}
)

func reader(group string) *kafka.Reader {
	return kafka.NewReader(kafka.ReaderConfig{Brokers: []string{address}, GroupID: group, Topic: topic, StartOffset: kafka.FirstOffset,
		MaxWait: 500 * time.Millisecond, SessionTimeout: 6 * time.Second, HeartbeatInterval: 500 * time.Millisecond})
}

func read(from *kafka.Reader, count int) ([]kafka.Message, error) {
	limit, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	var got []kafka.Message
	for len(got) < count {
		message, err := from.FetchMessage(limit)
		if err != nil {
			return got, err
		}
		got = append(got, message)
	}
	return got, nil
}

func produce(messages ...kafka.Message) error {
	writer := &kafka.Writer{Addr: kafka.TCP(address), Topic: topic, Balancer: &kafka.RoundRobin{}, RequiredAcks: kafka.RequireAll,
		BatchTimeout: 5 * time.Millisecond}
	defer writer.Close()
	return writer.WriteMessages(ctx, messages...)
}

// settings of the topic, by name
func settings() (map[string]string, error) {
	answer, err := client.DescribeConfigs(ctx, &kafka.DescribeConfigsRequest{
		Resources: []kafka.DescribeConfigRequestResource{{ResourceType: kafka.ResourceTypeTopic, ResourceName: topic}}})
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, entry := range answer.Resources[0].ConfigEntries {
		values[entry.ConfigName] = entry.ConfigValue
	}
	return values, answer.Resources[0].Error
}

// share counts the partitions that a member of a group holds, until the context is over.
func share(limit context.Context, group string, held *atomic.Int32) error {
	member, err := kafka.NewConsumerGroup(kafka.ConsumerGroupConfig{ID: group, Brokers: []string{address}, Topics: []string{topic},
		SessionTimeout: 6 * time.Second, HeartbeatInterval: 200 * time.Millisecond})
	if err != nil {
		return err
	}
	go func() {
		defer member.Close()
		for {
			generation, err := member.Next(limit)
			if limit.Err() != nil {
				return
			}
			if err == nil {
				held.Store(int32(len(generation.Assignments[topic])))
			}
		}
	}()
	return nil
}

func noTransactions() error {
	return fmt.Errorf("%w: kafka-go has no transactional producer", ErrSkip)
}

func main() {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "github.com/segmentio/kafka-go" {
			fmt.Println("version kafka-go", module.Version)
		}
	}
	Run([]Action{
		{"create", func() error {
			answer, err := client.CreateTopics(ctx, &kafka.CreateTopicsRequest{
				Topics: []kafka.TopicConfig{{Topic: topic, NumPartitions: 3, ReplicationFactor: 1}}})
			if err != nil {
				return err
			}
			if answer.Errors[topic] != nil {
				return answer.Errors[topic]
			}
			metadata, err := client.Metadata(ctx, &kafka.MetadataRequest{Topics: []string{topic}})
			if err != nil {
				return err
			}
			return Expect(len(metadata.Topics) == 1 && len(metadata.Topics[0].Partitions) == 3, metadata.Topics)
		}},
		{"configs", func() error {
			before, err := settings()
			if err != nil {
				return err
			}
			if err := Expect(len(before) > 30, before); err != nil {
				return err
			}
			changed, err := client.IncrementalAlterConfigs(ctx, &kafka.IncrementalAlterConfigsRequest{
				Resources: []kafka.IncrementalAlterConfigsRequestResource{{ResourceType: kafka.ResourceTypeTopic, ResourceName: topic,
					Configs: []kafka.IncrementalAlterConfigsRequestConfig{{Name: "retention.ms", Value: "3600000"}}}}})
			if err != nil {
				return err
			}
			after, err := settings()
			if err := errors.Join(changed.Resources[0].Error, err); err != nil {
				return err
			}
			return Expect(after["retention.ms"] == "3600000", after)
		}},
		{"produce", func() error {
			var messages []kafka.Message
			for i := 0; i < 12; i++ {
				messages = append(messages, kafka.Message{Key: []byte(fmt.Sprint("key ", i)), Value: []byte(fmt.Sprint("value ", i)),
					Headers: []kafka.Header{{Key: "h", Value: []byte("x")}}})
			}
			return produce(messages...)
		}},
		{"consume", func() error {
			from := reader(group)
			defer from.Close()
			got, err := read(from, 12)
			if err != nil {
				return err
			}
			if err := from.CommitMessages(ctx, got...); err != nil {
				return err
			}
			return Expect(string(got[0].Headers[0].Value) == "x", got)
		}},
		{"resume", func() error {
			if err := produce(kafka.Message{Value: []byte("later")}); err != nil {
				return err
			}
			from := reader(group)
			defer from.Close()
			got, err := read(from, 1)
			if err != nil {
				return err
			}
			return Expect(string(got[0].Value) == "later", got)
		}},
		{"rebalance", func() error {
			limit, cancel := context.WithCancel(ctx)
			defer cancel()
			two := Fresh("two")
			var one, other atomic.Int32
			if err := errors.Join(share(limit, two, &one), share(limit, two, &other)); err != nil {
				return err
			}
			return Until(func() bool { return one.Load()+other.Load() == 3 && one.Load() > 0 && other.Load() > 0 })
		}},
		{"time", func() error {
			answer, err := client.ListOffsets(ctx, &kafka.ListOffsetsRequest{
				Topics: map[string][]kafka.OffsetRequest{topic: {kafka.TimeOffsetOf(0, time.UnixMilli(1))}}})
			if err != nil {
				return err
			}
			found := answer.Topics[topic][0]
			if found.Error != nil {
				return found.Error
			}
			_, first := found.Offsets[0]
			return Expect(first, found.Offsets)
		}},
		{"commit-txn", noTransactions},
		{"abort-txn", noTransactions},
		{"delete", func() error {
			answer, err := client.DeleteTopics(ctx, &kafka.DeleteTopicsRequest{Topics: []string{topic}})
			if err != nil {
				return err
			}
			if answer.Errors[topic] != nil {
				return answer.Errors[topic]
			}
			return Until(func() bool {
				metadata, err := client.Metadata(ctx, &kafka.MetadataRequest{})
				if err != nil {
					return false
				}
				for _, other := range metadata.Topics {
					if other.Name == topic {
						return false
					}
				}
				return true
			})
		}},
	})
}
