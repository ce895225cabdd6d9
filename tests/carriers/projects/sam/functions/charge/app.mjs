export const handler = async (event) => ({ charged: event.order });
