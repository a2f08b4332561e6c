"""A stacked hourglass of a plan, trained as `streamed_training` says."""
from pose_networks import StackedHourglass, heat_map_loss
from streamed_training import serve

if __name__ == "__main__":
    serve(
        lambda network: StackedHourglass(**network),
        lambda model, images, batch, loss: heat_map_loss(
            model(images), batch["targets"], batch["jointWeights"], loss["hillWeight"]
        ),
    )
