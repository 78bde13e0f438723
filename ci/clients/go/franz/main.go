// franz-go.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	. "ricochet/clients/actions"
)

var (
	address = os.Args[1]
	topic   = Fresh("franz")
	group   = Fresh("group")
	ctx     = context.Background()
	admin   = kadm.NewClient(client())
)

func client(options ...kgo.Opt) *kgo.Client {
	made, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers(address)}, options...)...)
	if err != nil {
		panic(err)
	}
	return made
}

func reader(group string, of string, options ...kgo.Opt) *kgo.Client {
	return client(append([]kgo.Opt{kgo.ConsumerGroup(group), kgo.ConsumeTopics(of), kgo.DisableAutoCommit(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.SessionTimeout(6 * time.Second), kgo.HeartbeatInterval(500 * time.Millisecond)}, options...)...)
}

func read(from *kgo.Client, count int) ([]*kgo.Record, error) {
	var got []*kgo.Record
	limit, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	for len(got) < count {
		fetches := from.PollFetches(limit)
		if err := fetches.Err(); err != nil {
			return got, err
		}
		got = append(got, fetches.Records()...)
	}
	return got, nil
}

func produce(records ...*kgo.Record) error {
	producer := client(kgo.RecordPartitioner(kgo.RoundRobinPartitioner()))
	defer producer.Close()
	return producer.ProduceSync(ctx, records...).FirstErr()
}

func transaction(end kgo.TransactionEndTry) func() error {
	return func() error {
		of := Fresh("txn")
		if _, err := admin.CreateTopic(ctx, 1, 1, nil, of); err != nil {
			return err
		}
		producer := client(kgo.TransactionalID(Fresh("id")))
		defer producer.Close()
		if err := producer.BeginTransaction(); err != nil {
			return err
		}
		if err := producer.ProduceSync(ctx, &kgo.Record{Topic: of, Value: []byte("inside")}).FirstErr(); err != nil {
			return err
		}
		if err := producer.EndTransaction(ctx, end); err != nil {
			return err
		}
		if err := produce(&kgo.Record{Topic: of, Value: []byte("after")}); err != nil {
			return err
		}
		from := reader(Fresh("reader"), of, kgo.FetchIsolationLevel(kgo.ReadCommitted()))
		defer from.Close()
		want := 1
		if end == kgo.TryCommit {
			want = 2
		}
		got, err := read(from, want)
		if err != nil {
			return err
		}
		return Expect(len(got) == want && string(got[want-1].Value) == "after", got)
	}
}

func main() {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "github.com/twmb/franz-go" {
			fmt.Println("version franz-go", module.Version)
		}
	}
	Run([]Action{
		{"create", func() error {
			if _, err := admin.CreateTopic(ctx, 3, 1, nil, topic); err != nil {
				return err
			}
			topics, err := admin.ListTopics(ctx, topic)
			if err != nil {
				return err
			}
			return Expect(len(topics[topic].Partitions) == 3, topics)
		}},
		{"configs", func() error {
			value := "3600000"
			if _, err := admin.AlterTopicConfigs(ctx, []kadm.AlterConfig{{Op: kadm.SetConfig, Name: "retention.ms", Value: &value}}, topic); err != nil {
				return err
			}
			configs, err := admin.DescribeTopicConfigs(ctx, topic)
			if err != nil {
				return err
			}
			for _, config := range configs[0].Configs {
				if config.Key == "retention.ms" {
					return Expect(*config.Value == value && len(configs[0].Configs) > 30, *config.Value)
				}
			}
			return Expect(false, configs)
		}},
		{"produce", func() error {
			var records []*kgo.Record
			for i := 0; i < 12; i++ {
				records = append(records, &kgo.Record{Topic: topic, Key: []byte(fmt.Sprint("key ", i)), Value: []byte(fmt.Sprint("value ", i)),
					Headers: []kgo.RecordHeader{{Key: "h", Value: []byte("x")}}})
			}
			return produce(records...)
		}},
		{"consume", func() error {
			from := reader(group, topic)
			defer from.Close()
			got, err := read(from, 12)
			if err != nil {
				return err
			}
			if err := from.CommitRecords(ctx, got...); err != nil {
				return err
			}
			return Expect(len(got) == 12 && string(got[0].Headers[0].Value) == "x", got)
		}},
		{"resume", func() error {
			if err := produce(&kgo.Record{Topic: topic, Value: []byte("later")}); err != nil {
				return err
			}
			from := reader(group, topic)
			defer from.Close()
			got, err := read(from, 1)
			if err != nil {
				return err
			}
			return Expect(len(got) == 1 && string(got[0].Value) == "later", got)
		}},
		{"rebalance", func() error {
			two := Fresh("two")
			shares := make([]chan int, 2)
			for i := range shares {
				share := make(chan int, 100)
				shares[i] = share
				var held int
				member := reader(two, topic,
					kgo.OnPartitionsAssigned(func(_ context.Context, _ *kgo.Client, now map[string][]int32) { held += len(now[topic]); share <- held }),
					kgo.OnPartitionsRevoked(func(_ context.Context, _ *kgo.Client, gone map[string][]int32) { held -= len(gone[topic]); share <- held }))
				defer member.Close()
				go func() {
					for !member.PollFetches(ctx).IsClientClosed() {
					}
				}()
			}
			held := make([]int, 2)
			return Until(func() bool {
				for i, share := range shares {
					for len(share) > 0 {
						held[i] = <-share
					}
				}
				return held[0]+held[1] == 3 && held[0] > 0 && held[1] > 0
			})
		}},
		{"time", func() error {
			offsets, err := admin.ListOffsetsAfterMilli(ctx, 1, topic)
			if err != nil {
				return err
			}
			found, _ := offsets.Lookup(topic, 0)
			return Expect(found.Offset == 0, found)
		}},
		{"commit-txn", transaction(kgo.TryCommit)},
		{"abort-txn", transaction(kgo.TryAbort)},
		{"delete", func() error {
			if _, err := admin.DeleteTopic(ctx, topic); err != nil {
				return err
			}
			topics, err := admin.ListTopics(ctx)
			if err != nil {
				return err
			}
			return Expect(!topics.Has(topic), topics)
		}},
	})
}
