"""The compact detector of a plan, trained as `streamed_training` says."""
from detection_networks import Compact, multibox_loss
from streamed_training import serve

if __name__ == "__main__":
    serve(
        lambda network: Compact(network["channels"], network["classes"], network["shapes"]),
        lambda model, images, batch, _: multibox_loss(*model(images), batch),
    )
