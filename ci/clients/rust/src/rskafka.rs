//! rskafka, which has neither groups nor transactions nor settings: it reads partitions.
use std::collections::BTreeMap;
use std::env;
use std::future::Future;
use std::process;
use std::time::{SystemTime, UNIX_EPOCH};

use rskafka::chrono::DateTime;
use rskafka::client::partition::{Compression, OffsetAt, PartitionClient, UnknownTopicHandling};
use rskafka::client::{Client, ClientBuilder};
use rskafka::record::Record;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const PARTITIONS: i32 = 3;

fn expect(holds: bool, what: &str) -> Outcome {
    if holds { Ok(()) } else { Err(format!("not as expected: {what}").into()) }
}

async fn action(failed: &mut bool, name: &str, body: impl Future<Output = Outcome>) {
    match body.await {
        Ok(()) => println!("ok {name}"),
        Err(why) => {
            *failed = true;
            println!("FAIL {name}: {why}");
        }
    }
}

fn record(key: &str, value: &str) -> Record {
    Record {
        key: Some(key.into()),
        value: Some(value.into()),
        headers: BTreeMap::from([("h".to_owned(), b"x".to_vec())]),
        timestamp: DateTime::UNIX_EPOCH + SystemTime::now().duration_since(UNIX_EPOCH).unwrap(),
    }
}

async fn partition(client: &Client, topic: &str, number: i32) -> Result<PartitionClient, rskafka::client::error::Error> {
    client.partition_client(topic, number, UnknownTopicHandling::Retry).await
}

async fn create(client: &Client, topic: &str) -> Outcome {
    client.controller_client()?.create_topic(topic, PARTITIONS, 1, 5_000).await?;
    partition(client, topic, PARTITIONS - 1).await?; // what the controller made the broker does not yet know
    let topics = client.list_topics().await?;
    expect(topics.iter().any(|one| one.name == topic && one.partitions.len() == 3), "three partitions")
}

async fn produce(client: &Client, topic: &str) -> Outcome {
    let codecs = [Compression::NoCompression, Compression::Gzip, Compression::Lz4, Compression::Snappy, Compression::Zstd];
    for (i, codec) in codecs.into_iter().cycle().take(12).enumerate() {
        let to = partition(client, topic, i as i32 % PARTITIONS).await?;
        to.produce(vec![record(&format!("key {i}"), &format!("value {i}"))], codec).await?;
    }
    Ok(())
}

async fn consume(client: &Client, topic: &str) -> Outcome {
    let mut keys = Vec::new();
    for number in 0..PARTITIONS {
        let from = partition(client, topic, number).await?;
        let end = from.get_offset(OffsetAt::Latest).await?;
        let mut next = from.get_offset(OffsetAt::Earliest).await?;
        while next < end {
            let (records, _) = from.fetch_records(next, 1..1_000_000, 1_000).await?;
            for one in records {
                next = one.offset + 1;
                expect(one.record.headers.get("h").is_some_and(|value| value == b"x"), "a header")?;
                keys.push(one.record.key);
            }
        }
    }
    expect(keys.len() == 12, "twelve records")
}

async fn time(client: &Client, topic: &str) -> Outcome {
    let from = partition(client, topic, 0).await?;
    expect(from.get_offset(OffsetAt::Timestamp(DateTime::from_timestamp_millis(1).unwrap())).await? == 0, "the first offset")
}

async fn delete(client: &Client, topic: &str) -> Outcome {
    client.controller_client()?.delete_topic(topic, 5_000).await?;
    let topics = client.list_topics().await?;
    expect(!topics.iter().any(|one| one.name == topic), "a list without it")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let address = env::args().nth(1).expect("an address");
    println!("version rskafka {}", env!("RSKAFKA_VERSION"));
    let topic = format!("rskafka-{}", SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos());
    let client = ClientBuilder::new(vec![address]).build().await.expect("a connection");
    let mut failed = false;
    action(&mut failed, "create", create(&client, &topic)).await;
    println!("skip configs: rskafka cannot read them");
    action(&mut failed, "produce", produce(&client, &topic)).await;
    action(&mut failed, "consume", consume(&client, &topic)).await;
    for name in ["resume", "rebalance"] {
        println!("skip {name}: rskafka has no groups");
    }
    action(&mut failed, "time", time(&client, &topic)).await;
    for name in ["commit-txn", "abort-txn"] {
        println!("skip {name}: rskafka has no transactions");
    }
    action(&mut failed, "delete", delete(&client, &topic)).await;
    process::exit(failed.into());
}
