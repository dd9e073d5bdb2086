/**
 * The requests of CloudFormation's custom resources.
 * Source: AWS CloudFormation User Guide, "Custom resource reference".
 */
import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceUpdateEvent } from 'aws-lambda';
import { defined } from '../../text/defined.ts';
import { isObject, type JsonObject, textAt } from './json-fields.ts';

/** The fields that every request has, and that its answer repeats or needs. */
type RequiredFields = Pick<
  CloudFormationCustomResourceEvent,
  'RequestType' | 'ResponseURL' | 'StackId' | 'RequestId' | 'LogicalResourceId'
>;

/** A request of CloudFormation. */
export interface CustomResourceRequest extends Readonly<RequiredFields> {
  /** Not there when the resource is created. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: JsonObject;
}

const REQUEST_TYPES = ['Create', 'Update', 'Delete'] as const satisfies RequiredFields['RequestType'][];

/** Nothing is assumed about a request; the type is what its fields are called. */
const text = textAt<RequiredFields & Pick<CloudFormationCustomResourceUpdateEvent, 'PhysicalResourceId'>>;

/** The request that an event holds. @throws Error when the event does not say whom to answer */
export function decodeCustomResourceRequest(event: unknown): CustomResourceRequest {
  const type = text(event, 'RequestType');
  const RequestType = REQUEST_TYPES.find((known) => known === type);
  const [ResponseURL, StackId] = [text(event, 'ResponseURL'), text(event, 'StackId')];
  const [RequestId, LogicalResourceId] = [text(event, 'RequestId'), text(event, 'LogicalResourceId')];
  if (!RequestType || !ResponseURL || !StackId || !RequestId || !LogicalResourceId) {
    throw new Error('not a request of CloudFormation: only its custom resources may invoke this function');
  }
  const properties = isObject(event) ? event['ResourceProperties'] : undefined;
  return {
    RequestType,
    ResponseURL,
    StackId,
    RequestId,
    LogicalResourceId,
    ...defined({ PhysicalResourceId: text(event, 'PhysicalResourceId') }),
    ResourceProperties: isObject(properties) ? properties : {},
  };
}
