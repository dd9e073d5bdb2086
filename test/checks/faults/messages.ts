/** Messages of a queue that tell of created objects, in every shape that the function takes from queues. */

/** How S3's event comes into the queue. */
export const SHAPES = ['s3', 'eventbridge', 's3-in-sns', 'eventbridge-in-sns'] as const;
export type Shape = (typeof SHAPES)[number];

/** The body of a message that says that an object was created. */
export function messageBody(shape: Shape, bucket: string, key: string): string {
  const event = shape.startsWith('s3') ? s3Notification(bucket, key) : eventBridgeEvent(bucket, key);
  const text = JSON.stringify(event);
  return shape.endsWith('in-sns') ? JSON.stringify({ Type: 'Notification', Message: text }) : text;
}

const s3Notification = (bucket: string, key: string) => ({
  Records: [
    {
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      eventTime: '2026-03-02T10:01:12.345Z',
      responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810' },
      s3: {
        bucket: { name: bucket },
        object: { key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+') },
      },
    },
  ],
});

const eventBridgeEvent = (bucket: string, key: string) => ({
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  source: 'aws.s3',
  'detail-type': 'Object Created',
  time: '2026-03-02T10:01:12Z',
  detail: { bucket: { name: bucket }, object: { key } },
});
