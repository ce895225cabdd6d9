import * as sfn from "aws-cdk-lib/aws-stepfunctions";
import { Stack } from "aws-cdk-lib";

export class OrdersStack extends Stack {
  readonly ship = new sfn.StateMachine(this, "Ship", {
    definitionBody: sfn.DefinitionBody.fromFile("statemachines/ship.asl.json"),
  });
}
