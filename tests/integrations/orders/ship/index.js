exports.handler = async (event) => {
  console.log("shipping");
  if (event.lost) throw new RangeError("no parcel");
  return { parcel: event.order };
};
